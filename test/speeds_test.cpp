#include "feed/speeds.h"

#include "feed_world.h"

using namespace wst;
using namespace wst::test;

namespace {

Json points(const SpeedHistory& history, Version from) {
  auto json = Json::parse("{" + history.since(from) + "}");
  REQUIRE(json);
  return std::move(*json);
}

std::size_t count(const SpeedHistory& history, const char* kind) {
  return points(history, 0).view()[kind].size();
}

}  // namespace

TEST_CASE("a history tells its samples and the averages of minutes that are over") {
  SpeedHistory history(2);
  CHECK(history.version() == 0);
  CHECK(history.since(0) == R"("recent":[],"day":[])");
  history.add(600, 10, 1);
  history.add(630, 21, 2);
  CHECK(history.since(0) == R"("recent":[[600,10,1],[630,21,2]],"day":[])");
  history.add(660.25, 5, 0);
  CHECK(history.since(0) == R"("recent":[[600,10,1],[630,21,2],[660.25,5,0]],"day":[[600,16,2]])");
  CHECK(history.since(2) == R"("recent":[[660.25,5,0]],"day":[[600,16,2]])");
  CHECK(history.since(3) == R"("recent":[],"day":[])");
  CHECK(history.version() == 3);
}

// What a reader has after the first event and those that followed is the history.
TEST_CASE("pieces taken at any time make the whole") {
  SpeedHistory history(2);
  std::string recent;
  std::string day;
  Version position = 0;
  for (int i = 0; i < 500; ++i) {
    history.add(1'000'000 + i * 7, i, 2 * i);
    if (i * i % 5 != 0) continue;
    const Json piece = points(history, position);
    const auto inner = [&](const char* kind) {
      const std::string text = piece.view()[kind].text();
      return text.size() > 2 ? "," + text.substr(1, text.size() - 2) : "";
    };
    recent += inner("recent");
    day += inner("day");
    position = history.version();
  }
  const std::string all = "[" + day.substr(1) + "]";
  CHECK(points(history, 0).view()["day"].text() == all);
  CHECK_THAT(recent, contains(points(history, 0).view()["recent"].text().substr(1, 1'000)));
}

TEST_CASE("recent is an hour at the interval and no more, day is a day of minutes") {
  struct Case {
    double interval;
    double step;
    std::size_t recent;
  };
  const auto [interval, step, recent] =
      GENERATE(Case{2, 2, 1'800}, Case{2, 0.1, 1'800}, Case{2, 60, 61}, Case{60, 60, 60},
               Case{7'200, 7'200, 1}, Case{0.01, 0.01, 36'000});
  INFO("interval " << interval << ", step " << step);
  SpeedHistory history(interval);
  double time = 1'000'000;
  for (int i = 0; i < 40'000; ++i, time += step) history.add(time, i, i);
  CHECK(count(history, "recent") == recent);
  CHECK(count(history, "day") <= 1'440);
  CHECK(points(history, 0).view()["recent"].at(0).at(0).number() >= time - step - 3'600);
}

TEST_CASE("what is older than an hour, or a day, is left out after a pause") {
  SpeedHistory history(2);
  for (int i = 0; i < 100; ++i) history.add(1'000'000 + i * 2, 1, 1);
  history.add(1'000'000 + 10'000, 1, 1);
  CHECK(count(history, "recent") == 1);
  CHECK(count(history, "day") == 4);
  history.add(1'000'000 + 90'000, 1, 1);
  CHECK(count(history, "day") == 1);
  history.add(999'000, 1, 1);  // the clock was set back
  CHECK(count(history, "recent") == 2);
}

TEST_CASE("speeds has a point for each good sample") {
  FeedWorld world;
  SpeedsTopic topic(world.feed);
  CHECK(topic.version() == 0);
  topic.watch();
  world.answer_version();
  world.answer({.torrents = "", .removed = "", .download = 30, .upload = 4});
  CHECK(topic.version() == 1);
  CHECK(topic.payload(0) == R"({"interval":2,"recent":[[1000000,30,4]],"day":[]})");
  world.tick();
  world.runner.end_with(1);
  CHECK(topic.version() == 1);
  world.tick();
  world.answer_version();
  world.answer({.torrents = "", .removed = "", .download = 31});
  CHECK(topic.payload(1) == R"({"recent":[[1000004,31,0]],"day":[]})");
  CHECK(topic.position("1") == 0);
  topic.unwatch();
  CHECK(!world.timer.runs());
}
