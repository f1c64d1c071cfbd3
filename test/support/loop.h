// Runs the default loop for a test: until something holds, or until a watchdog
// fails the test instead of letting it hang.
#pragma once

#include <ev++.h>

#include "catch.h"

namespace wst::test {

/// Looked at again after every event and every few milliseconds, so `holds`
/// may also ask about what no watcher sees.
template <typename Predicate>
void run_until(Predicate holds, double watchdog_seconds = 30) {
  struct Pulse {
    void on_time() {}
  } pulse;
  ev::default_loop loop;
  ev_now_update(loop);
  const ev::tstamp give_up_at = loop.now() + watchdog_seconds;
  ev::timer timer(loop);
  timer.set<Pulse, &Pulse::on_time>(&pulse);
  timer.start(0.005, 0.005);
  while (!holds() && loop.now() < give_up_at) loop.run(ev::ONCE);
  INFO("the loop ran for " << watchdog_seconds << " s and what was awaited did not come");
  REQUIRE(holds());
}

/// Nothing is left that would keep the loop running or wake it.
inline bool loop_is_idle() {
  struct Watchdog {
    bool woken = false;
    void on_time() { woken = true; }
  } watchdog;
  ev::default_loop loop;
  ev::timer timer(loop);
  timer.set<Watchdog, &Watchdog::on_time>(&watchdog);
  timer.start(5);
  loop.unref();  // the watchdog itself must not count
  loop.run();
  loop.ref();
  return !watchdog.woken;
}

}  // namespace wst::test
