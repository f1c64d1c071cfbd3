// The real Timer: ticks of a libev loop. Ticks missed while the loop was busy
// are not made up for.
#pragma once

#include <ev++.h>

#include <functional>

#include "process/timer.h"

namespace wst {

class Ticker final : public Timer {
 public:
  /// `on_tick` may stop and start this ticker, but not destroy it.
  Ticker(ev::loop_ref loop, std::function<void()> on_tick);
  Ticker(const Ticker&) = delete;
  Ticker& operator=(const Ticker&) = delete;

  void start(double first, double interval) override;
  void stop() override;

 private:
  void on_time() noexcept { on_tick_(); }

  ev::loop_ref loop_;
  std::function<void()> on_tick_;
  ev::timer timer_;
};

}  // namespace wst
