// The seam between decisions and the clock: a decision that ticks holds a
// Timer and offers a method to be called. The real one is Ticker; tests call
// the method themselves and look at what was asked of their Timer.
#pragma once

namespace wst {

class Timer {
 public:
  virtual ~Timer() = default;
  /// A tick `first` seconds from now, then one every `interval` seconds; with
  /// interval 0 only the first. Replaces what was set before. Ticks come from
  /// the loop, never from within start(), so `first` may be 0.
  virtual void start(double first, double interval) = 0;
  /// No tick after this, and nothing that wakes the loop. May be called from
  /// within a tick, and when nothing is set.
  virtual void stop() = 0;
};

}  // namespace wst
