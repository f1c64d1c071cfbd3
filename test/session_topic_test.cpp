#include "feed/session_topic.h"

#include "feed_world.h"

using namespace wst;
using namespace wst::test;

namespace {

Answer with(const std::string& settings, int seconds = 100, int upload = 0) {
  return {.torrents = "",
          .removed = "",
          .seconds_active = seconds,
          .upload = upload,
          .more = settings_of(settings)};
}

const std::string quiet = R"("alt-speed-enabled":false)";

}  // namespace

TEST_CASE("settings are asked for while somebody watches the session") {
  FeedWorld world;
  world.get_going();
  SessionTopic topic(world.feed);
  CHECK(topic.version() == 0);
  topic.watch();
  REQUIRE(world.runner.last_words() == recent_words + " -si");
  world.answer(with(quiet));
  CHECK(topic.version() == 1);
  CHECK(world.runner.running() == 0);
  topic.unwatch();
  world.tick();
  CHECK(world.runner.last_words() == recent_words);
}

TEST_CASE("the event holds settings, statistics and versions") {
  FeedWorld world;
  world.get_going();
  SessionTopic topic(world.feed);
  topic.watch();
  world.answer(with(
      R"json("alt-speed-enabled":true,"download-dir-free-space":5000000000000,"version":"4.0 (0)")json",
      100, 77));
  const auto json = Json::parse(topic.payload(0));
  REQUIRE(json);
  CHECK(json->view()["at"].number() == world.time);
  CHECK(json->view()["settings"]["alt-speed-enabled"].boolean() == true);
  CHECK(json->view()["statistics"]["uploadSpeed"].integer() == 77);
  CHECK(json->view()["statistics"]["current-stats"]["secondsActive"].integer() == 100);
  CHECK(json->view()["free_space"].integer() == 5'000'000'000'000);
  CHECK(json->view()["alt_speed"].boolean() == true);
  CHECK(json->view()["version"].text() ==
        R"json({"client":"4.1.4","daemon":"4.0 (0)","rpc":17})json");
}

TEST_CASE("what was not told is null") {
  FeedWorld world;
  const auto json = Json::parse(SessionTopic(world.feed).payload(0));
  REQUIRE(json);
  CHECK(json->view()["free_space"].is_null());
  CHECK(json->view()["version"]["daemon"].is_null());
}

TEST_CASE("the version rises with the settings and the statistics, not with the seconds") {
  FeedWorld world;
  world.get_going();
  SessionTopic topic(world.feed);
  topic.watch();
  world.answer(with(quiet));
  CHECK(topic.version() == 1);
  world.tick_and_answer(with(quiet, 102));
  CHECK(topic.version() == 1);
  CHECK_THAT(topic.payload(0), contains(R"("secondsActive":102)"));
  CHECK_THAT(topic.payload(0), contains(R"({"at":1000002,)"));
  world.tick_and_answer(with(quiet, 104, 5));
  CHECK(topic.version() == 2);
  world.tick_and_answer(with(R"("alt-speed-enabled":true)", 106, 5));
  CHECK(topic.version() == 3);
}

TEST_CASE("what a new watcher is told first has the age that it has") {
  FeedWorld world;
  world.get_going();
  SessionTopic topic(world.feed);
  topic.watch();
  world.answer(with(quiet));
  topic.unwatch();
  const std::string then = topic.payload(0);
  world.tick_and_answer({.upload = 99});
  CHECK(topic.payload(0) == then);
  CHECK(topic.version() == 1);
  topic.watch();
  world.runner.end_with(1);
  CHECK(topic.payload(0) == then);
  CHECK(topic.version() == 1);
}
