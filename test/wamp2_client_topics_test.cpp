#include <string>

#include "wamp2_dialog.h"

using namespace wst;
using namespace wst::test;

namespace {

const std::string subscribe = R"([32,1,{},"torrents"])";
const std::string subscribe_weather = R"([32,9,{},"feed.weather"])";

/// PUBLISH by a worker.
std::string publish(const std::string& options, const std::string& topic = "feed.weather",
                    const std::string& payload = ",[21]") {
  return "[16,7," + options + ",\"" + topic + "\"" + payload + "]";
}

}  // namespace

TEST_CASE("whatever is to be said wakes the socket and waits until it asks") {
  Wamp2World world;
  auto& client = world.join();
  const int asleep = client.connection.wakes;
  client.endpoint.on_text(subscribe);
  CHECK(client.connection.wakes > asleep);
  client.endpoint.on_text(R"([48,2,{},"a.b"])");
  CHECK(client.heard() ==
        "SUBSCRIBED 1 1; ERROR 48 2 wamp.error.no_such_procedure; "
        R"(EVENT 1 {"retained":true} {"from":0,"to":1})");
  CHECK(client.heard().empty());

  const int before = client.connection.wakes;
  world.torrents.tell();
  CHECK(client.connection.wakes == before);
  world.change(world.torrents);
  CHECK(client.connection.wakes == before + 1);
  CHECK(client.heard() == R"(EVENT 1 {} {"from":1,"to":2})");
}

TEST_CASE("subscribing twice is one subscription with one id") {
  Wamp2World world;
  auto& client = world.join();
  client.say(subscribe);
  CHECK(client.say(R"([32,2,{},"torrents"])") == "SUBSCRIBED 2 1");
  CHECK(world.torrents.watchers == 1);
  world.change(world.torrents);
  CHECK(client.heard() == R"(EVENT 1 {} {"from":1,"to":2})");
  CHECK(client.say("[34,3,1]") == "UNSUBSCRIBED 3");
  CHECK(world.torrents.watchers == 0);
}

TEST_CASE("those who subscribe to the same share the id, other ways to match have others") {
  Wamp2World world;
  auto& one = world.join();
  auto& two = world.join();
  CHECK(one.say(R"([32,1,{},"feed.weather"])") == "SUBSCRIBED 1 1");
  CHECK(two.say(R"([32,1,{"match":"exact"},"feed.weather"])") == "SUBSCRIBED 1 1");
  CHECK(one.say(R"([32,2,{"match":"prefix"},"feed.weather"])") == "SUBSCRIBED 2 2");
  CHECK(two.say(R"([32,2,{"match":"wildcard"},"feed.weather"])") == "SUBSCRIBED 2 3");
  CHECK(two.say(R"([34,3,2])") == "ERROR 34 3 wamp.error.no_such_subscription");
}

TEST_CASE("no event follows UNSUBSCRIBED, and a new subscription begins anew") {
  Wamp2World world;
  auto& client = world.join();
  client.say(subscribe);
  client.say(R"([32,2,{},"status"])");
  world.change(world.torrents);
  CHECK(client.say("[34,3,1]") == "UNSUBSCRIBED 3");
  world.change(world.torrents);
  CHECK(client.heard().empty());
  world.change(world.status);
  CHECK(client.heard() == R"(EVENT 2 {} {"from":1,"to":2})");
  CHECK(client.say("[34,4,1]") == "ERROR 34 4 wamp.error.no_such_subscription");
  CHECK(client.say(R"([32,5,{},"torrents"])") ==
        R"(SUBSCRIBED 5 3; EVENT 3 {"retained":true} {"from":0,"to":3})");
}

TEST_CASE("a topic without a state tells its first one when there is one") {
  Wamp2World world;
  world.torrents.now = 0;
  auto& client = world.join();
  CHECK(client.say(subscribe) == "SUBSCRIBED 1 1");
  world.torrents.tell();
  CHECK(client.heard().empty());
  world.change(world.torrents);
  CHECK(client.heard() == R"(EVENT 1 {"retained":true} {"from":0,"to":1})");
}

TEST_CASE("a log tells what happens from now on, all of it, as nothing retained") {
  Wamp2World world;
  world.torrents.is_log = true;
  world.torrents.now = 5;
  auto& client = world.join();
  CHECK(client.say(subscribe) == "SUBSCRIBED 1 1");
  world.change(world.torrents, 3);
  CHECK(client.heard() == R"(EVENT 1 {} {"from":5,"to":6}; EVENT 1 {} {"from":6,"to":7}; )"
                          R"(EVENT 1 {} {"from":7,"to":8})");
}

TEST_CASE("a subscription after a cursor begins there") {
  struct Resume {
    const char* after;
    const char* event;
  };
  for (const Resume& resume :
       {Resume{"v4", R"({"from":4,"to":9})"}, Resume{"v9", R"({"from":9,"to":9})"},
        Resume{"unknown", R"({"from":0,"to":9})"}, Resume{"", R"({"from":0,"to":9})"}}) {
    INFO(resume.after);
    Wamp2World world;
    world.torrents.now = 9;
    auto& client = world.join();
    CHECK(client.say(R"([32,1,{"after":")" + std::string(resume.after) + R"("},"torrents"])") ==
          R"(SUBSCRIBED 1 1; EVENT 1 {"retained":true} )" + std::string(resume.event));
    CHECK(client.heard().empty());
  }
}

TEST_CASE("who may publish what, and where") {
  struct Row {
    const char* who;
    const char* topic;
    std::string answer;
  };
  const std::string unauthorized = "ERROR 16 7 wamp.error.not_authorized";
  const std::string invalid = "ERROR 16 7 wamp.error.invalid_uri";
  for (const Row& row : {
           Row{"willy", "feed.weather", "PUBLISHED 7"},
           Row{"willy", "feed.weather.rain", "PUBLISHED 7"},
           Row{"willy", "feed.weatherman", unauthorized},
           Row{"willy", "feed", unauthorized},
           Row{"willy", "feed.news", unauthorized},
           Row{"willy", "torrents", unauthorized},
           Row{"willy", "status", unauthorized},
           Row{"willy", "wamp.session.on_join", invalid},
           Row{"willy", "wamp.feed", invalid},
           Row{"willy", "feed.weather.", invalid},
           Row{"willy", "{}", invalid},
           Row{"wanda", "feed.news", "PUBLISHED 7"},
           Row{"ada", "feed.weather", unauthorized},
           Row{"", "feed.weather", unauthorized},
       }) {
    INFO(row.who << " " << row.topic);
    Wamp2World world;
    auto& client = world.join(row.who);
    CHECK(client.say(publish(R"({"acknowledge":true})", row.topic)) == row.answer);
    CHECK(client.say(publish("{}", row.topic)).empty());
    CHECK(client.say(publish(R"({"acknowledge":false})", row.topic)).empty());
  }
}

TEST_CASE("a worker whose prefix is one of our topics may not publish there either") {
  Wamp2World world;
  world.authenticator.tickets.at("willy's").prefixes = {"torrents"};
  auto& worker = world.join("willy");
  const std::string acknowledged = R"({"acknowledge":true})";
  CHECK(worker.say(publish(acknowledged, "torrents")) == "ERROR 16 7 wamp.error.not_authorized");
  CHECK(worker.say(publish(acknowledged, "torrents.x")) == "PUBLISHED 7");
}

TEST_CASE("payload passthru is refused where it is asked for") {
  Wamp2World world;
  auto& worker = world.join("willy");
  CHECK(worker.say(publish(R"({"acknowledge":true,"ppt_scheme":"mqtt"})")) ==
        "ERROR 16 7 wamp.error.feature_not_supported");
  CHECK(worker.say(publish(R"({"ppt_scheme":"mqtt"})")).empty());
}

TEST_CASE("what a worker publishes is told as it came to all who subscribed") {
  Wamp2World world;
  auto& worker = world.join("willy");
  auto& one = world.join();
  auto& two = world.join();
  CHECK(one.say(subscribe_weather) == "SUBSCRIBED 9 1");
  CHECK(two.say(subscribe_weather) == "SUBSCRIBED 9 1");
  CHECK(worker.say(publish(R"({"acknowledge":true})", "feed.weather", R"(,[1,"x"],{"k":[2]})")) ==
        "PUBLISHED 7");
  const Frame frame = one.endpoint.next_frame();
  REQUIRE(frame);
  CHECK(two.endpoint.next_frame() == frame);
  CHECK(in_words(*frame) == R"(EVENT 1 {} 1,"x" {"k":[2]})");
  worker.say(publish("{}", "feed.weather", ""));
  CHECK(one.heard() == "EVENT 1 {}");
  worker.say(publish("{}", "feed.weather", R"(,[],{"k":1})"));
  CHECK(one.heard() == R"(EVENT 1 {} {"k":1})");
  CHECK(two.heard() == R"(EVENT 1 {}; EVENT 1 {} {"k":1})");
}

TEST_CASE("a publisher hears its own events only if it says so, and after PUBLISHED") {
  Wamp2World world;
  auto& worker = world.join("willy");
  worker.say(subscribe_weather);
  CHECK(worker.say(publish(R"({"acknowledge":true})")) == "PUBLISHED 7");
  CHECK(worker.say(publish(R"({"acknowledge":true,"exclude_me":true})")) == "PUBLISHED 7");
  CHECK(worker.say(publish(R"({"acknowledge":true,"exclude_me":false})")) ==
        "PUBLISHED 7; EVENT 1 {} 21");
}

TEST_CASE("a publisher is named to subscribers if it wishes so") {
  Wamp2World world;
  auto& worker = world.join("willy");
  auto& viewer = world.join();
  viewer.say(subscribe_weather);
  worker.say(publish(R"({"disclose_me":true})"));
  CHECK(viewer.heard() == R"(EVENT 1 {"publisher":)" + worker.id() +
                              R"(,"publisher_authid":"willy","publisher_authrole":"worker"} 21)");
}

TEST_CASE("what is published for others wakes nobody and is passed over") {
  Wamp2World world;
  auto& worker = world.join("willy");
  auto& ada = world.join("ada");
  auto& viewer = world.join();
  ada.say(subscribe_weather);
  viewer.say(subscribe_weather);
  const int asleep = viewer.connection.wakes;
  worker.say(publish(R"({"eligible_authid":["ada"]})", "feed.weather", ",[1]"));
  worker.say(publish(R"({"exclude":[)" + viewer.id() + "]}", "feed.weather", ",[2]"));
  worker.say(publish(R"({"eligible":[]})", "feed.weather", ",[3]"));
  CHECK(viewer.connection.wakes == asleep);
  CHECK(viewer.heard().empty());
  worker.say(publish(R"({"eligible_authrole":["anonymous"]})", "feed.weather", ",[4]"));
  worker.say(publish("{}", "feed.weather", ",[5]"));
  CHECK(viewer.heard() == "EVENT 1 {} 4; EVENT 1 {} 5");
  CHECK(ada.heard() == "EVENT 1 {} 1; EVENT 1 {} 2; EVENT 1 {} 5");
}

TEST_CASE("a retained event is told to those who come later, if it is for them") {
  Wamp2World world;
  auto& worker = world.join("willy");
  worker.say(publish(R"({"retain":true})", "feed.weather", ",[1]"));
  worker.say(publish("{}", "feed.weather", ",[2]"));
  auto& viewer = world.join();
  CHECK(viewer.say(subscribe_weather) == R"(SUBSCRIBED 9 1; EVENT 1 {"retained":true} 1)");
  worker.say(publish(R"({"retain":true,"eligible_authid":["ada"]})", "feed.weather", ",[3]"));
  CHECK(viewer.heard().empty());
  CHECK(world.join().say(subscribe_weather) == "SUBSCRIBED 9 1");
  CHECK(world.join("ada").say(subscribe_weather) ==
        R"(SUBSCRIBED 9 1; EVENT 1 {"retained":true} 3)");
}

TEST_CASE("what is published before the retained event was taken is told once, in order") {
  Wamp2World world;
  auto& worker = world.join("willy");
  worker.say(publish(R"({"retain":true})", "feed.weather", ",[1]"));
  auto& slow = world.join();
  slow.endpoint.on_text(subscribe_weather);
  worker.say(publish("{}", "feed.weather", ",[2]"));
  worker.say(publish(R"({"retain":true})", "feed.weather", ",[3]"));
  CHECK(slow.heard() == "SUBSCRIBED 9 1; EVENT 1 {} 2; EVENT 1 {} 3");
}

TEST_CASE("a reader that is too slow for a publisher skips, and costs nothing") {
  Wamp2World world;
  auto& worker = world.join("willy");
  auto& slow = world.join();
  slow.say(subscribe_weather);
  for (int i = 1; i <= 100; ++i) {
    worker.say(publish("{}", "feed.weather", ",[" + std::to_string(i) + "]"));
  }
  const auto frames = drain(slow.endpoint);
  REQUIRE(frames.size() == 64);
  CHECK(in_words(frames.front()) == "EVENT 1 {} 37");
  CHECK(in_words(frames.back()) == "EVENT 1 {} 100");
}

TEST_CASE("what is published is told in its order, across topics and subscriptions") {
  Wamp2World world;
  auto& worker = world.join("willy");
  auto& viewer = world.join();
  viewer.say(R"([32,2,{"match":"prefix"},"feed.weather."])");
  viewer.say(subscribe_weather);
  viewer.say(subscribe);
  world.change(world.torrents);
  const std::vector<std::string> topics = {"feed.weather.b", "feed.weather",   "feed.weather.a",
                                           "feed.weather.b", "feed.weather.a", "feed.weather"};
  for (std::size_t i = 0; i < topics.size(); ++i) {
    worker.say(publish("{}", topics[i], ",[" + std::to_string(i) + "]"));
  }
  std::string order;
  for (const auto& frame : drain(viewer.endpoint)) {
    const auto event = Json::parse(frame);
    REQUIRE(event);
    const auto payload = event->view().at(4).at(0);
    order += payload.is_object() ? "" : payload.text();
  }
  CHECK(order == "012345");
}

TEST_CASE("each subscription that means a topic has an event, with one publication id") {
  Wamp2World world;
  auto& worker = world.join("willy");
  auto& viewer = world.join();
  viewer.say(subscribe_weather);
  viewer.say(R"([32,2,{"match":"prefix"},"feed."])");
  viewer.say(R"([32,3,{"match":"wildcard"},".weather"])");
  viewer.say(R"([32,4,{"match":"wildcard"},"feed..rain"])");
  worker.endpoint.on_text(publish(R"({"acknowledge":true})"));
  const auto acknowledged = Json::parse(only_frame(worker.endpoint));
  REQUIRE(acknowledged);
  const auto frames = drain(viewer.endpoint);
  REQUIRE(frames.size() == 3);
  for (const auto& frame : frames) {
    const auto event = Json::parse(frame);
    REQUIRE(event);
    const auto details = event->view().at(3);
    CHECK(event->view().at(2).integer() == acknowledged->view().at(2).integer());
    if (event->view().at(1).integer() == 1) {
      CHECK(!details["topic"].present());
    } else {
      CHECK(details["topic"].string() == "feed.weather");
    }
  }
}
