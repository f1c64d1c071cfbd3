// The real Timer: ticks of a libev loop. Ticks missed while the loop was busy
// are not made up for.
//
// A tick must not judge by what it has not seen yet. After a pause (SIGSTOP, a
// machine that was suspended or swapped) deadlines have passed and answers lie
// unread side by side, and libev would tell of the time first. So a tick that
// is due waits until nothing is left that has arrived: for an idle loop, which
// no timer starves, and where one is never idle, for half a second.
#pragma once

#include <ev++.h>

#include <functional>
#include <utility>

#include "process/timer.h"

namespace wst {

class Ticker final : public Timer {
 public:
  /// `on_tick` may even destroy this ticker.
  explicit Ticker(ev::loop_ref loop, std::function<void()> on_tick = nullptr);
  Ticker(const Ticker&) = delete;
  Ticker& operator=(const Ticker&) = delete;

  void set(std::function<void()> on_tick) override { on_tick_ = std::move(on_tick); }
  void start(double first, double interval) override;
  void stop() override;

  /// Something is set.
  [[nodiscard]] bool is_active() const;
  /// How much of what the loop is about to tell is this ticker's own: see ev_pending_count.
  [[nodiscard]] unsigned pending() const;

 private:
  void on_due() noexcept;
  void on_settled() noexcept;

  ev::loop_ref loop_;
  std::function<void()> on_tick_;
  ev::timer timer_;
  ev::idle idle_;    ///< while a tick is due
  ev::timer limit_;  ///< likewise
};

}  // namespace wst
