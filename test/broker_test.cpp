#include "router/broker.h"

#include <string>
#include <vector>

#include "topics_on_demand.h"
#include "wamp2_dialog.h"

using namespace wst;
using namespace wst::test;

namespace {

const std::string seven = R"([32,1,{},"torrent.7"])";
const std::string all_torrents = R"([32,2,{"match":"prefix"},"torrent."])";
const std::string weather = R"([16,7,{"acknowledge":true},"feed.weather",[21]])";

struct World : Wamp2World {
  World() { router.broker().add_source(source); }

  /// The names of the topics that there are.
  std::vector<std::string> topics(const std::string& prefix = "") {
    std::vector<std::string> names;
    for (const auto& topic : router.broker().topics_of({0, prefix, wamp2::Match::prefix, 0})) {
      if (!topic->name.starts_with("wamp.")) names.push_back(topic->name);
    }
    return names;
  }
  TopicsOnDemand source;
};

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("patterns are found by what they say and how, and by nothing else") {
  World world;
  world.join().say(R"([32,1,{"match":"prefix"},"torr"])");
  const Broker& broker = world.router.broker();
  const auto found = broker.find_pattern("torr", wamp2::Match::prefix);
  REQUIRE(found);
  CHECK(found->uri == "torr");
  CHECK(found->created == world.now);
  CHECK(found->subscribers == std::vector<Client*>{&world.clients.front()->endpoint});
  CHECK(broker.patterns().at(found->id) == found);
  CHECK(!broker.find_pattern("torr", wamp2::Match::exact));
  CHECK(!broker.find_pattern("torr", wamp2::Match::wildcard));
  for (const char* uri : {"", "t", "torrents", "Torr"}) {
    CHECK(!broker.find_pattern(uri, wamp2::Match::prefix));
  }
}

TEST_CASE("a pattern is there as long as somebody is subscribed to it") {
  World world;
  world.join().say(seven);
  world.join().say(seven);
  CHECK(world.router.broker().patterns().size() == 1);
  world.clients.erase(world.clients.begin());
  CHECK(world.router.broker().patterns().size() == 1);
  world.clients.front()->say("[34,2,1]");
  CHECK(world.router.broker().patterns().empty());
}

TEST_CASE("a topic on demand lives while somebody is subscribed to exactly it") {
  World world;
  auto& one = world.join();
  auto& two = world.join();
  CHECK(one.say(all_torrents) == "SUBSCRIBED 2 1");
  CHECK(world.topics("torrent.").empty());
  CHECK(two.say(seven).find("SUBSCRIBED 1 2; EVENT 2") == 0);
  CHECK(one.heard() == R"(EVENT 1 {"retained":true,"topic":"torrent.7"} {"from":0,"to":1})");
  CHECK(world.source.kept("torrent.7")->watchers == 2);
  CHECK(world.join().say(all_torrents).find("EVENT 1") != std::string::npos);
  two.say("[34,3,2]");
  CHECK(world.topics("torrent.").empty());
  CHECK(!world.source.kept("torrent.7"));
  CHECK(one.heard().empty());
  two.say(seven);
  CHECK(one.heard() == R"(EVENT 1 {"retained":true,"topic":"torrent.7"} {"from":0,"to":1})");
}

TEST_CASE("a pattern hears the end of a topic also after the others who watched it") {
  World world;
  auto& slow = world.join();
  auto& quick = world.join();
  quick.say(seven);
  slow.say(all_torrents);
  world.source.end("torrent.7");
  world.router.on_change();
  quick.heard();
  CHECK(world.topics("torrent.").empty());
  CHECK(world.source.kept("torrent.7"));
  CHECK(slow.heard() == R"(EVENT 2 {"topic":"torrent.7"} {"from":1,"to":2})");
  CHECK(!world.source.kept("torrent.7"));
}

TEST_CASE("a topic that is about to be gone is not told to who comes by a pattern") {
  World world;
  auto& slow = world.join();
  slow.say(seven);
  world.source.end("torrent.7");
  CHECK(world.join().say(all_torrents) == "SUBSCRIBED 2 2");
}

TEST_CASE("what cannot be opened is refused with the source's reason") {
  World world;
  CHECK(world.join().say(R"([32,1,{},"torrent.404"])") ==
        "ERROR 32 1 wstorrent.error.no_such_torrent");
  CHECK(world.router.broker().patterns().empty());
  CHECK(world.topics() == Names{"status", "torrents"});
}

TEST_CASE("a worker may not publish to what a source owns") {
  World world;
  world.authenticator.tickets.at("willy's").prefixes = {"torrent"};
  CHECK(world.join("willy").say(R"([16,7,{"acknowledge":true},"torrent.7"])") ==
        "ERROR 16 7 wamp.error.not_authorized");
}

TEST_CASE("a worker's topic is there while watched, or while an event is retained") {
  World world;
  auto& worker = world.join("willy");
  const Names without = {"status", "torrents"};
  const Names with = {"feed.weather", "status", "torrents"};
  CHECK(worker.say(weather) == "PUBLISHED 7");
  CHECK(world.topics() == without);

  auto& viewer = world.join();
  viewer.say(R"([32,1,{},"feed.weather"])");
  CHECK(world.topics() == with);
  worker.say(weather);
  CHECK(viewer.heard() == "EVENT 1 {} 21");
  viewer.say("[34,2,1]");
  CHECK(world.topics() == without);

  viewer.say(R"([32,3,{"match":"wildcard"},"feed."])");
  worker.say(weather);
  CHECK(world.topics() == with);
  CHECK(viewer.heard() == R"(EVENT 2 {"topic":"feed.weather"} 21)");
  viewer.say("[34,4,2]");
  CHECK(world.topics() == without);

  worker.say(R"([16,7,{"retain":true},"feed.weather",[1]])");
  CHECK(world.topics() == with);
  world.clients.clear();
  CHECK(world.topics() == with);
}

TEST_CASE("workers bring no more topics into being than a thousand") {
  World world;
  auto& worker = world.join("willy");
  const auto publish = [&](const std::string& topic) {
    return worker.say(R"([16,7,{"acknowledge":true,"retain":true},"feed.weather.)" + topic + "\"]");
  };
  for (int i = 0; i < 1'000; ++i) REQUIRE(publish(std::to_string(i)) == "PUBLISHED 7");
  CHECK(publish("more") == "ERROR 16 7 wstorrent.error.busy");
  CHECK(publish("7") == "PUBLISHED 7");
  CHECK(worker.say(R"([32,1,{},"feed.weather.more"])") == "ERROR 32 1 wstorrent.error.busy");
  CHECK(world.topics("feed.").size() == 1'000);
}

TEST_CASE("topics that came and went do not count against those there may be") {
  World world;
  auto& worker = world.join("willy");
  for (int i = 0; i < 2'000; ++i) {
    REQUIRE(worker.say(R"([16,7,{"acknowledge":true},"feed.weather.)" + std::to_string(i) +
                       "\"]") == "PUBLISHED 7");
  }
}

TEST_CASE("topics for administrators are watched by them alone, whatever the pattern") {
  World world;
  FakeTopic secret;
  world.router.broker().add_topic("secret.plans", borrowed(secret));
  auto& viewer = world.join();
  auto& ada = world.join("ada");
  CHECK(viewer.say(R"([32,1,{},"secret.plans"])") == "ERROR 32 1 wamp.error.not_authorized");
  CHECK(world.join("willy").say(R"([32,1,{},"secret.plans"])") ==
        "ERROR 32 1 wamp.error.not_authorized");
  CHECK(ada.say(R"([32,1,{},"secret.plans"])").find("EVENT 1") != std::string::npos);
  const std::string pattern = R"([32,2,{"match":"prefix"},"secret."])";
  CHECK(viewer.say(pattern) == "SUBSCRIBED 2 2");
  CHECK(ada.say(pattern).find("EVENT 2") != std::string::npos);
  world.change(secret);
  CHECK(viewer.heard().empty());
  FakeTopic later;
  world.router.broker().add_topic("secret.later", borrowed(later));
  CHECK(viewer.heard().empty());
  CHECK(ada.heard().find("secret.later") != std::string::npos);
  CHECK(secret.watchers == 2);
  world.clients.clear();
}

TEST_CASE("what a worker publishes makes no other topic's frame anew") {
  World world;
  auto& worker = world.join("willy");
  auto& one = world.join();
  auto& two = world.join();
  for (auto* viewer : {&one, &two}) {
    viewer->endpoint.on_text(R"([32,1,{},"torrents"])");
    REQUIRE(viewer->endpoint.next_frame());
  }
  const Frame frame = one.endpoint.next_frame();
  worker.say(weather);
  CHECK(two.endpoint.next_frame() == frame);
}

TEST_CASE("a topic told whole is rendered once, whoever stands where") {
  World world;
  FakeTopic topic;
  topic.is_incremental = false;
  const NamedTopic named{"torrents", 1, borrowed(topic)};
  const Pattern pattern{1, "torrents", wamp2::Match::exact, 0};
  const auto render = [] { return std::string("x"); };
  Broker& broker = world.router.broker();
  const auto frame = broker.shared_frame(pattern, named, 'p', false, 3, render);
  CHECK(broker.shared_frame(pattern, named, 'p', false, 7, render) == frame);
  CHECK(broker.shared_frame(pattern, named, 'w', false, 7, render) != frame);
  CHECK(broker.shared_frame(pattern, named, 'p', true, 7, render) != frame);
}
