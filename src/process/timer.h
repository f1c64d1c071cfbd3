// The seam between decisions and the clock: a decision that ticks is given a
// Timer of its own and says what a tick does. The real one is Ticker; tests
// look at what was asked of theirs, and tick themselves.
#pragma once

#include <functional>

namespace wst {

class Timer {
 public:
  virtual ~Timer() = default;
  /// What a tick does; said once, before the first start(). It may stop and start this timer.
  virtual void set(std::function<void()> on_tick) = 0;
  /// A tick `first` seconds from now, then one every `interval` seconds; with
  /// interval 0 only the first. Replaces what was set before. Ticks come from
  /// the loop, never from within start(), so `first` may be 0.
  virtual void start(double first, double interval) = 0;
  /// No tick after this, and nothing that wakes the loop. May be called from
  /// within a tick, and when nothing is set.
  virtual void stop() = 0;
};

}  // namespace wst
