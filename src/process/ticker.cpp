#include "process/ticker.h"

#include <utility>

namespace wst {

Ticker::Ticker(ev::loop_ref loop, std::function<void()> on_tick)
    : loop_(loop), on_tick_(std::move(on_tick)), timer_(loop) {
  timer_.set<Ticker, &Ticker::on_time>(this);
}

void Ticker::start(double first, double interval) {
  timer_.stop();
  ev_now_update(loop_);  // `first` counts from here, not from the loop's last look at the clock
  timer_.start(first, interval);
}

void Ticker::stop() { timer_.stop(); }

}  // namespace wst
