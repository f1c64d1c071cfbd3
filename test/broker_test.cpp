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
      if (!topic->name().starts_with("wamp.")) names.push_back(topic->name());
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
  const auto secret = std::make_shared<FakeTopic>();
  world.router.broker().add_topic("secret.plans", secret);
  auto& viewer = world.join();
  auto& ada = world.join("ada");
  CHECK(viewer.say(R"([32,1,{},"secret.plans"])") == "ERROR 32 1 wamp.error.not_authorized");
  CHECK(world.join("willy").say(R"([32,1,{},"secret.plans"])") ==
        "ERROR 32 1 wamp.error.not_authorized");
  CHECK(ada.say(R"([32,1,{},"secret.plans"])").find("EVENT 1") != std::string::npos);
  const std::string pattern = R"([32,2,{"match":"prefix"},"secret."])";
  CHECK(viewer.say(pattern) == "SUBSCRIBED 2 2");
  CHECK(ada.say(pattern).find("EVENT 2") != std::string::npos);
  world.change(*secret);
  CHECK(viewer.heard().empty());
  const auto later = std::make_shared<FakeTopic>();
  world.router.broker().add_topic("secret.later", later);
  CHECK(viewer.heard().empty());
  CHECK(ada.heard().find("secret.later") != std::string::npos);
  CHECK(secret->watchers == 2);
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
  FakeTopic topic;
  topic.is_incremental = false;
  NamedTopic named("torrents", 1, borrowed(topic));
  const auto render = [] { return std::string("x"); };
  const auto frame = named.shared_frame(1, 'p', false, 3, render);
  CHECK(named.shared_frame(1, 'p', false, 7, render) == frame);
  CHECK(named.shared_frame(1, 'w', false, 7, render) != frame);
  CHECK(named.shared_frame(2, 'p', false, 7, render) != frame);
  CHECK(named.shared_frame(1, 'p', true, 7, render) != frame);
}

namespace {

/// A host among others: two topics and a source are its own.
struct Owner {
  explicit Owner(Broker& broker) {
    broker.add_topic("session", status, this);
    broker.add_topic("speeds", list, this);
    broker.add_source(source, this);
  }
  std::shared_ptr<FakeTopic> status = std::make_shared<FakeTopic>();
  std::shared_ptr<FakeTopic> list = std::make_shared<FakeTopic>();
  TopicsOnDemand source;
};

struct OwnedWorld : Wamp2World {
  /// All of it goes, and then the owner itself.
  void remove() {
    const std::weak_ptr<FakeTopic> former = owner->status;
    router.broker().remove(owner.get());
    owner.reset();
    CHECK(former.expired());
  }
  std::unique_ptr<Owner> owner = std::make_unique<Owner>(router.broker());
};

const std::string gone = R"(EVENT 1 {} {"gone":true})";

}  // namespace

TEST_CASE("with their owner topics end: a last event, then the subscription, then nothing") {
  OwnedWorld world;
  auto& client = world.join("", R"({"subscription_revocation":true})");
  auto& other = world.join();
  for (auto* one : {&client, &other}) one->say(R"([32,1,{},"session"])");
  world.change(*world.owner->status);  // and nobody has heard of it yet
  other.say(R"([32,2,{},"torrents"])");
  world.remove();
  CHECK(client.heard() == gone + R"(; UNSUBSCRIBED 0 {"subscription":1,)"
                                 R"("reason":"wstorrent.error.no_such_topic"})");
  CHECK(other.heard() == gone);
  CHECK(world.router.broker().patterns().size() == 1);
  CHECK(client.say(R"([32,3,{},"session"])") == "ERROR 32 3 wstorrent.error.no_such_topic");
  CHECK(client.say(R"([32,4,{},"torrent.7"])") == "ERROR 32 4 wstorrent.error.no_such_topic");
  world.change(world.torrents);
  CHECK(other.heard() == R"(EVENT 2 {} {"from":1,"to":2})");
}

TEST_CASE("topics that a source has opened end with its owner, for patterns as well") {
  OwnedWorld world;
  auto& exact = world.join();
  auto& pattern = world.join();
  exact.say(seven);
  pattern.say(all_torrents);
  const std::weak_ptr<FakeTopic> opened = world.owner->source.kept("torrent.7");
  world.remove();
  CHECK(opened.expired());
  CHECK(exact.heard() == gone);
  CHECK(pattern.heard() == R"(EVENT 2 {"topic":"torrent.7"} {"gone":true})");
  CHECK(pattern.heard().empty());
  CHECK(world.router.broker().patterns().size() == 1);
}

TEST_CASE("whoever named fields is told of the end as well") {
  OwnedWorld world;
  auto& client = world.join();
  client.say(R"([32,1,{"fields":["a"]},"speeds"])");
  const std::weak_ptr<FakeTopic> narrowed = world.owner->list->narrowed.at(0);
  world.remove();
  CHECK(narrowed.expired());
  CHECK(client.heard() == gone);
}

TEST_CASE("an owner that comes back is read anew, also while somebody has not read the end") {
  OwnedWorld world;
  auto& slow = world.join();
  auto& later = world.join();
  slow.say(R"([32,1,{"fields":["a"]},"speeds"])");
  world.remove();
  world.owner = std::make_unique<Owner>(world.router.broker());
  CHECK(later.say(R"([32,2,{"fields":["a"]},"speeds"])") ==
        R"(SUBSCRIBED 2 1; EVENT 1 {"retained":true} {"from":0,"to":1})");
  CHECK(slow.heard() == gone);
  CHECK(world.owner->list->narrowed.at(0)->watchers == 1);
}

TEST_CASE("a frame that a client still holds outlives the topic") {
  OwnedWorld world;
  auto& client = world.join();
  client.endpoint.on_text(R"([32,1,{},"session"])");
  REQUIRE(client.endpoint.next_frame());
  const Frame held = client.endpoint.next_frame();
  world.remove();
  CHECK(held->find(R"({"from":0,"to":1})") != std::string::npos);
  CHECK(client.heard() == gone);
}

TEST_CASE("a topic may be removed from within what it is asked for") {
  struct Removing final : Topic {
    explicit Removing(Broker& owner) : broker(owner) {}
    [[nodiscard]] Version version() const override { return 1; }
    [[nodiscard]] Version position(std::string_view) const override { return 0; }
    [[nodiscard]] std::string payload(Version) const override {
      broker.remove(this);
      return std::string(live);
    }
    void watch() override {}
    void unwatch() override {}
    Broker& broker;
    std::string live = R"({"still":"here"})";
  };
  World world;
  auto topic = std::make_shared<Removing>(world.router.broker());
  auto* owner = topic.get();
  world.router.broker().add_topic("events", std::move(topic), owner);
  auto& client = world.join();
  CHECK(client.say(R"([32,1,{},"events"])") ==
        R"(SUBSCRIBED 1 1; EVENT 1 {"retained":true} {"still":"here"}; EVENT 1 {} {"gone":true})");
}
