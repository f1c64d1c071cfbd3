#include <string>

#include "topics_on_demand.h"
#include "wamp2_dialog.h"

using namespace wst;
using namespace wst::test;

namespace {

const std::string subscribe = R"([32,1,{},"torrents"])";
const std::string subscribe_seven = R"([32,1,{},"torrent.7"])";
const std::string last_event = R"(EVENT 1 {} {"from":1,"to":2})";

struct World : Wamp2World {
  World() { router.broker().add_source(source); }
  void end_seven() { source.end("torrent.7"); }
  TopicsOnDemand source;
};

}  // namespace

TEST_CASE("nothing follows the end, though events were due") {
  for (const std::string end : {R"([6,{},"wamp.close.normal"])", R"([3,{},"a.b"])", "nonsense"}) {
    INFO(end);
    Wamp2World world;
    auto& client = world.join();
    client.say(subscribe);
    world.change(world.torrents);
    CHECK(client.say(end).find("EVENT") == std::string::npos);
    CHECK(world.torrents.watchers == 0);
    world.change(world.torrents);
    CHECK(client.endpoint.next_frame() == nullptr);
  }
}

TEST_CASE("one who is killed hears GOODBYE with the reason, and nothing more") {
  Wamp2World world;
  auto& client = world.join();
  client.say(subscribe);
  client.say(R"([48,2,{},"torrents.get"])");
  world.change(world.torrents);
  client.endpoint.on_killed("wamp.close.killed", "your ticket was revoked");
  CHECK(world.router.members().empty());
  CHECK(world.torrents.watchers == 0);
  CHECK(world.callee.forgotten.size() == 1);
  world.change(world.torrents);
  CHECK(only_frame(client.endpoint) ==
        R"([6,{"message":"your ticket was revoked"},"wamp.close.killed"])");
  CHECK(!client.endpoint.closing());
  client.endpoint.on_killed("wamp.close.killed", "again");
  CHECK(client.say(R"([6,{},"wamp.close.goodbye_and_out"])") == "close 1000");
}

TEST_CASE("one who is killed and does not answer is waited for two seconds") {
  Wamp2World world;
  auto& client = world.join();
  client.endpoint.on_killed("wamp.close.killed", "");
  CHECK(client.heard() == "GOODBYE wamp.close.killed");
  CHECK(world.timer.runs());
  world.pass(1);
  CHECK(client.heard().empty());
  world.pass(1);
  CHECK(client.heard() == "close 1000");
  CHECK(!world.timer.runs());
}

TEST_CASE("one who has not joined is not killed") {
  Wamp2World world;
  auto& client = world.connect();
  client.endpoint.on_killed("wamp.close.killed", "");
  CHECK(client.heard().empty());
}

TEST_CASE("a topic that is gone tells its last event and ends the subscription") {
  World world;
  auto& client = world.join("", R"({"subscription_revocation":true})");
  client.say(subscribe_seven);
  world.end_seven();
  CHECK(client.heard() == last_event + R"(; UNSUBSCRIBED 0 {"subscription":1,)"
                                       R"("reason":"wstorrent.error.no_such_torrent"})");
  CHECK(!world.source.kept("torrent.7"));
  CHECK(client.say("[34,2,1]") == "ERROR 34 2 wamp.error.no_such_subscription");
}

TEST_CASE("one who knows of no revocation keeps a silent subscription to leave") {
  World world;
  auto& client = world.join();
  client.say(subscribe_seven);
  world.end_seven();
  CHECK(client.heard() == last_event);
  CHECK(!world.source.kept("torrent.7"));
  CHECK(client.say("[34,2,1]") == "UNSUBSCRIBED 2");
  CHECK(client.say("[34,3,1]") == "ERROR 34 3 wamp.error.no_such_subscription");
}

TEST_CASE("silent subscriptions do not pile up") {
  World world;
  auto& client = world.join();
  const auto most = world.router.limits().subscriptions;
  for (std::size_t i = 0; i <= most; ++i) {
    client.say(subscribe_seven);
    world.end_seven();
    client.heard();
  }
  CHECK(client.say("[34,2,1]") == "ERROR 34 2 wamp.error.no_such_subscription");
  CHECK(client.say("[34,3,2]") == "UNSUBSCRIBED 3");
}

TEST_CASE("after a topic is gone another of its name may come, and is another subscription") {
  World world;
  auto& client = world.join();
  client.say(subscribe_seven);
  world.end_seven();
  client.heard();
  CHECK(client.say(R"([32,2,{},"torrent.7"])") ==
        R"(SUBSCRIBED 2 2; EVENT 2 {"retained":true} {"from":0,"to":1})");
  CHECK(client.say("[34,3,2]") == "UNSUBSCRIBED 3");
  CHECK(client.say("[34,4,1]") == "UNSUBSCRIBED 4");
}

TEST_CASE(
    "a new topic of the name comes while a slow client has yet to hear of the old one's end") {
  World world;
  auto& slow = world.join();
  auto& quick = world.join();
  slow.say(subscribe_seven);
  world.end_seven();
  CHECK(quick.say(subscribe_seven) ==
        R"(SUBSCRIBED 1 1; EVENT 1 {"retained":true} {"from":0,"to":1})");
  CHECK(slow.heard() == last_event);
  world.source.kept("torrent.7")->now = 5;
  world.source.kept("torrent.7")->tell();
  CHECK(slow.heard().empty());
  CHECK(quick.heard() == R"(EVENT 1 {} {"from":1,"to":5})");
}

TEST_CASE("a pattern outlives the topics that it means") {
  World world;
  auto& client = world.join("", R"({"subscription_revocation":true})");
  client.say(subscribe_seven);
  CHECK(client.say(R"([32,2,{"match":"prefix"},"torrent."])") ==
        R"(SUBSCRIBED 2 2; EVENT 2 {"retained":true,"topic":"torrent.7"} {"from":0,"to":1})");
  world.end_seven();
  const std::string heard = client.heard();
  CHECK(heard.find(R"(EVENT 2 {"topic":"torrent.7"} {"from":1,"to":2})") != std::string::npos);
  CHECK(heard.find(R"("subscription":1)") != std::string::npos);
  CHECK(heard.find(R"("subscription":2)") == std::string::npos);
  CHECK(!world.source.kept("torrent.7"));
  CHECK(client.say(R"([32,3,{},"torrent.7"])").find("EVENT 2 ") != std::string::npos);
}
