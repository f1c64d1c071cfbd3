#include "process/ticker.h"

#include <unistd.h>

#include <array>
#include <memory>
#include <string>

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

namespace {

/// A pipe that is read a byte at a time; each is written down in `happened`.
struct SlowReader {
  explicit SlowReader(std::string& record) : happened(record), watcher(ev::get_default_loop()) {
    REQUIRE(pipe(ends.data()) == 0);
    watcher.set<SlowReader, &SlowReader::on_ready>(this);
    watcher.start(ends[0], ev::READ);
  }
  ~SlowReader() {
    watcher.stop();
    for (const int end : ends) close(end);
  }
  SlowReader(const SlowReader&) = delete;
  SlowReader& operator=(const SlowReader&) = delete;

  void on_ready() {
    char byte = 0;
    REQUIRE(read(ends[0], &byte, 1) == 1);
    happened += byte;
  }

  std::array<int, 2> ends{};
  std::string& happened;
  ev::io watcher;
};

}  // namespace

TEST_CASE("After a pause a tick comes when what has arrived meanwhile is taken") {
  std::string happened;
  SlowReader reader(happened);
  Ticker ticker(ev::get_default_loop(), [&] { happened += 'T'; });
  ticker.start(0.001, 0);
  REQUIRE(write(reader.ends[1], "abc", 3) == 3);
  usleep(2'000);  // the pause
  run_until([&] { return happened.size() == 4; });
  CHECK(happened == "abcT");
}

TEST_CASE("A tick comes although something arrives all the time") {
  std::string happened;
  SlowReader reader(happened);
  REQUIRE(write(reader.ends[1], "a", 1) == 1);
  int ticks = 0;
  Ticker ticker(ev::get_default_loop(), [&] { ++ticks; });
  ticker.start(0, 0);
  run_until([&] {
    const bool filled = happened.empty() || write(reader.ends[1], "a", 1) == 1;
    return filled && ticks == 1;
  });
  CHECK(happened.size() > 2);
}

TEST_CASE("A tick may destroy its ticker") {
  int ticks = 0;
  std::unique_ptr<Ticker> ticker;
  ticker = std::make_unique<Ticker>(ev::get_default_loop(), [&] {
    ++ticks;
    ticker.reset();
  });
  ticker->start(0, 0.001);
  CHECK(loop_is_idle());
  CHECK(ticks == 1);
}

TEST_CASE("A ticker is active until its last tick, also where that is due and not told yet") {
  std::string happened;
  SlowReader reader(happened);
  Ticker ticker(ev::get_default_loop(), [&] { happened += 'T'; });
  CHECK(!ticker.is_active());
  ticker.start(0, 0);
  REQUIRE(write(reader.ends[1], "ab", 2) == 2);
  bool active_while_reading = true;
  run_until([&] {
    if (happened.size() < 3) active_while_reading = active_while_reading && ticker.is_active();
    return happened.size() == 3;
  });
  CHECK(active_while_reading);
  CHECK(!ticker.is_active());
}
