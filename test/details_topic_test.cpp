#include "feed/details_topic.h"

#include "feed_world.h"

using namespace wst;
using namespace wst::test;

namespace {

const std::string one = whole(1, "one", 'a');

Json told(const Topic& topic) {
  const std::string text = topic.payload(0);
  INFO(text);
  auto json = Json::parse(text);
  REQUIRE(json);
  return std::move(*json);
}

/// Nothing new in the list, and this about the torrent watched.
Answer about(const std::string& torrent, const std::string& file = "f") {
  return {.torrents = "", .removed = "", .more = details_of(torrent, file)};
}

}  // namespace

TEST_CASE("a torrent's details are asked for while somebody watches it") {
  FeedWorld world;
  world.get_going();
  DetailsTopic topic(world.feed, 1);
  CHECK(topic.version() == 0);
  topic.watch();
  topic.watch();
  REQUIRE(world.runner.last_words() == recent_words + details_words('a'));
  world.answer(about(one));
  CHECK(world.runner.running() == 0);
  topic.unwatch();
  world.tick();
  CHECK(world.runner.last_words() == recent_words + details_words('a'));
  world.answer(about(one));
  topic.unwatch();
  world.tick();
  CHECK(world.runner.last_words() == recent_words);
}

TEST_CASE("the first watcher of all gets the details with the first sample") {
  FeedWorld world;
  world.get_going();
  world.feed.unwatch();
  DetailsTopic topic(world.feed, 2);
  topic.watch();
  REQUIRE(world.runner.last_words() == recent_words + details_words('b'));
  world.answer(about(whole(2, "two", 'b')));
  CHECK(topic.version() > 0);
  CHECK(world.runner.running() == 0);
}

TEST_CASE("the event is the row and what belongs to it") {
  FeedWorld world;
  world.get_going();
  DetailsTopic topic(world.feed, 1);
  CHECK(told(topic).view()["files"].is_null());
  topic.watch();
  world.answer(about(whole(1, "one", 'a', R"("peersConnected":3)")));
  const Json json = told(topic);
  CHECK(json.view()["at"].number() == world.time);
  CHECK(json.view()["id"].integer() == 1);
  CHECK(json.view()["name"].string() == "one");
  CHECK(json.view()["peersConnected"].integer() == 3);
  CHECK(json.view()["files"].at(0)["name"].string() == "f");
  CHECK(json.view()["peers"].text() == "[]");
  CHECK(json.view()["trackers"].text() == "[]");
  CHECK(json.view()["pieces"]["count"].integer() == 3);
  CHECK(!topic.gone());
}

TEST_CASE("the version rises when the event changed and not else") {
  FeedWorld world;
  world.get_going();
  DetailsTopic topic(world.feed, 1);
  topic.watch();
  world.answer(about(one));
  struct Step {
    Answer answer;
    bool is_news;
  };
  Version version = topic.version();
  for (const auto& [answer, is_news] :
       {Step{about(one), false}, Step{about(one, "g"), true}, Step{about(one, "g"), false},
        Step{about(whole(1, "one", 'a', R"("eta":5)"), "g"), true},
        Step{{.torrents = rate(2, 5), .more = details_of(one, "g")}, false},
        Step{{.torrents = rate(1, 5), .more = ""}, true}, Step{{}, false}}) {
    const std::string before = topic.payload(0);
    world.tick_and_answer(answer);
    CHECK((topic.version() > version) == is_news);
    version = topic.version();
  }
}

TEST_CASE("a torrent that was removed says so in a last event") {
  FeedWorld world;
  world.get_going();
  DetailsTopic topic(world.feed, 1);
  topic.watch();
  world.answer(about(one));
  const Version version = topic.version();
  world.tick_and_answer({.torrents = "", .removed = "1"});
  CHECK(topic.gone());
  CHECK(topic.version() == version + 1);
  CHECK(topic.payload(version) ==
        R"({"at":)" + json_number(world.time) + R"(,"id":1,"gone":true})");
  world.tick_and_answer({.torrents = "", .removed = "1"});
  CHECK(world.runner.last_words() == recent_words);
  CHECK(topic.version() == version + 1);
  topic.unwatch();
}

TEST_CASE("it follows the torrent: the same id with another hash is another one") {
  FeedWorld world;
  world.get_going();
  DetailsTopic topic(world.feed, 1);
  DetailsTopic other(world.feed, 2);
  topic.watch();
  world.answer(about(one));
  world.tick();
  world.answer({.torrents = "", .removed = "", .seconds_active = 1, .more = ""});
  world.answer({.torrents = whole(1, "two", 'b') + "," + whole(2, "one", 'a'), .removed = ""});
  CHECK(topic.gone());
  CHECK(other.gone());
}

TEST_CASE("a topic made before the first sample learns from it which torrent it is") {
  const int id = GENERATE(1, 7);
  FeedWorld world;
  DetailsTopic topic(world.feed, id);
  topic.watch();
  world.answer_version();
  CHECK(world.runner.last_words() == full_words);
  world.answer({.torrents = two_torrents, .removed = ""});
  if (id == 7) {
    CHECK(topic.gone());
    CHECK(topic.version() == 1);
    CHECK(world.runner.running() == 0);
  } else {
    CHECK(topic.version() == 0);
    REQUIRE(world.runner.last_words() == recent_words + details_words('a'));
    world.answer(about(one));
    CHECK(topic.version() > 0);
    CHECK_THAT(topic.payload(0), contains(R"("name":"f")"));
  }
  topic.unwatch();
  CHECK(!world.timer.runs());
}

TEST_CASE("while the source fails the details stay, with their age") {
  FeedWorld world;
  world.get_going();
  DetailsTopic topic(world.feed, 1);
  topic.watch();
  world.answer(about(one));
  const std::string before = topic.payload(0);
  const Version version = topic.version();
  world.tick();
  world.runner.end_with(1);
  CHECK(topic.payload(0) == before);
  CHECK(topic.version() == version);
  CHECK(!topic.gone());
}

TEST_CASE("a topic that goes takes its wishes with it") {
  FeedWorld world;
  world.get_going();
  {
    DetailsTopic topic(world.feed, 1);
    topic.watch();
    world.answer(about(one));
  }
  world.tick();
  CHECK(world.runner.last_words() == recent_words);
  world.feed.unwatch();
  CHECK(!world.timer.runs());
}
