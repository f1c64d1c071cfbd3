#include "process/ticker.h"

#include "catch.h"
#include "loop.h"

using wst::Ticker;
using wst::test::loop_is_idle;
using wst::test::run_until;

TEST_CASE("A ticker ticks from the loop, at once and then again and again") {
  int ticks = 0;
  Ticker ticker(ev::get_default_loop(), [&] { ++ticks; });
  ticker.start(0, 0.001);
  CHECK(ticks == 0);
  run_until([&] { return ticks >= 3; });
}

TEST_CASE("A ticker that was never started, or was stopped, leaves the loop nothing to wait for") {
  int ticks = 0;
  Ticker ticker(ev::get_default_loop(), [&] { ++ticks; });
  CHECK(loop_is_idle());
  ticker.stop();
  ticker.start(0, 0.001);
  ticker.stop();
  CHECK(loop_is_idle());
  CHECK(ticks == 0);
}

TEST_CASE("A destroyed ticker leaves the loop nothing to wait for") {
  int ticks = 0;
  {
    Ticker(ev::get_default_loop(), [&] { ++ticks; }).start(0, 0.001);
  }
  CHECK(loop_is_idle());
  CHECK(ticks == 0);
}

TEST_CASE("A ticker with interval 0 ticks once") {
  int ticks = 0;
  Ticker ticker(ev::get_default_loop(), [&] { ++ticks; });
  ticker.start(0, 0);
  CHECK(loop_is_idle());
  CHECK(ticks == 1);
}

TEST_CASE("A tick may stop its ticker") {
  int ticks = 0;
  Ticker* self = nullptr;
  Ticker ticker(ev::get_default_loop(), [&] {
    if (++ticks == 2) self->stop();
  });
  self = &ticker;
  ticker.start(0, 0.001);
  CHECK(loop_is_idle());
  CHECK(ticks == 2);
}

TEST_CASE("A tick may start its ticker anew, and the new times replace the old") {
  int ticks = 0;
  Ticker* self = nullptr;
  Ticker ticker(ev::get_default_loop(), [&] {
    if (++ticks == 1) self->start(0, 0);
  });
  self = &ticker;
  ticker.start(0, 1000);
  CHECK(loop_is_idle());
  CHECK(ticks == 2);
}
