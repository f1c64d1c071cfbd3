#include "process/ticker.h"

#include <utility>

namespace wst {

namespace {

constexpr double longest_wait = 0.5;

}  // namespace

Ticker::Ticker(ev::loop_ref loop, std::function<void()> on_tick)
    : loop_(loop), on_tick_(std::move(on_tick)), timer_(loop), idle_(loop), limit_(loop) {
  ev_set_priority(static_cast<ev_timer*>(&timer_), EV_MINPRI);
  ev_set_priority(static_cast<ev_idle*>(&idle_), EV_MINPRI);
  timer_.set<Ticker, &Ticker::on_due>(this);
  idle_.set<Ticker, &Ticker::on_settled>(this);
  limit_.set<Ticker, &Ticker::on_settled>(this);
}

void Ticker::start(double first, double interval) {
  stop();
  ev_now_update(loop_);  // `first` counts from here, not from the loop's last look at the clock
  timer_.start(first, interval);
}

void Ticker::stop() {
  timer_.stop();
  idle_.stop();
  limit_.stop();
}

// One that libev has stopped, but not told of yet, is only pending.
bool Ticker::is_active() const {
  return timer_.is_active() || timer_.is_pending() || idle_.is_active();
}

unsigned Ticker::pending() const {
  return static_cast<unsigned>(timer_.is_pending()) + static_cast<unsigned>(idle_.is_pending()) +
         static_cast<unsigned>(limit_.is_pending());
}

void Ticker::on_due() noexcept {
  if (idle_.is_active()) return;
  idle_.start();
  limit_.start(longest_wait);
}

void Ticker::on_settled() noexcept {
  idle_.stop();
  limit_.stop();
  const auto on_tick = on_tick_;  // outlives us, should it destroy us
  on_tick();
}

}  // namespace wst
