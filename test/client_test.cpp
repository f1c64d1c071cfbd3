#include "router/client.h"

#include <algorithm>
#include <string>

#include "wamp2_dialog.h"

using namespace wst;
using namespace wst::test;

namespace {

const std::string subscribe = R"([32,1,{},"torrents"])";
const std::string call_nothing = R"([48,2,{},"a.b"])";
const std::string no_such_procedure = "ERROR 48 2 wamp.error.no_such_procedure";

constexpr RouterLimits tight = {.subscriptions = 1, .calls = 32, .reply_bytes = 1'000};

CallResult large_result(std::size_t bytes) {
  return {.payload = wamp2::payload_of("{\"x\":\"" + std::string(bytes, 'x') + "\"}")};
}

}  // namespace

TEST_CASE("a client that asks faster than it reads is cut off") {
  Wamp2World world(tight);
  auto& client = world.join();
  client.endpoint.on_text(subscribe);
  for (int i = 0; i < 1'000; ++i) client.endpoint.on_text(call_nothing);
  REQUIRE(client.endpoint.closing());
  CHECK(client.endpoint.closing()->code == 1008);
  CHECK(!client.endpoint.closing()->reason.empty());
  CHECK(world.torrents.watchers == 0);
  std::size_t bytes = 0;
  for (const auto& frame : drain(client.endpoint)) bytes += frame.size();
  CHECK(bytes < 1'200);
  client.endpoint.on_text(R"([32,3,{},"torrents"])");
  CHECK(world.torrents.watchers == 0);
}

TEST_CASE("a client that reads its answers may ask for ever") {
  Wamp2World world(tight);
  auto& client = world.join();
  for (int i = 0; i < 1'000; ++i) CHECK(client.say(call_nothing) == no_such_procedure);
}

TEST_CASE("one answer may be larger than all that may wait, many may not") {
  Wamp2World world(tight);
  auto& client = world.join();
  const auto call = [&](int id) {
    client.endpoint.on_text("[48," + std::to_string(id) + R"(,{},"torrents.get"])");
    world.callee.end(large_result(100'000));
  };
  call(1);
  call(2);
  CHECK(drain(client.endpoint).size() == 2);
  CHECK(!client.endpoint.closing());
  for (int id = 3; id < 30 && !client.endpoint.closing(); ++id) call(id);
  CHECK(client.endpoint.closing());
  CHECK(drain(client.endpoint).size() == 9);
}

TEST_CASE("large answers that come all at once are refused where they do not fit, not the client") {
  Wamp2World world;
  auto& client = world.join();
  constexpr int calls = 60;
  for (int id = 1; id <= calls; ++id) {
    client.endpoint.on_text("[48," + std::to_string(id) + R"(,{},"torrents.get"])");
  }
  for (int id = 1; id <= calls; ++id) world.callee.end(large_result(30'000));
  CHECK(!client.endpoint.closing());
  const auto frames = drain(client.endpoint);
  CHECK(frames.size() == calls);
  const auto whole = std::count_if(frames.begin(), frames.end(),
                                   [](const std::string& frame) { return frame.size() > 30'000; });
  CHECK(whole > 1);
  CHECK(frames.back().find("wstorrent.error.busy") != std::string::npos);
}

TEST_CASE("a subscription more than a connection may have is refused") {
  Wamp2World world(tight);
  auto& client = world.join();
  client.say(subscribe);
  CHECK(client.say(R"([32,2,{},"status"])") == "ERROR 32 2 wstorrent.error.busy");
  CHECK(world.status.watchers == 0);
  CHECK(client.say(R"([32,3,{},"torrents"])") == "SUBSCRIBED 3 1");
  client.say("[34,4,1]");
  CHECK(client.say(R"([32,5,{},"status"])") ==
        R"(SUBSCRIBED 5 2; EVENT 2 {"retained":true} {"from":0,"to":1})");
}

TEST_CASE("a refused subscription brings no topic into being") {
  Wamp2World world(tight);
  auto& client = world.join();
  client.say(subscribe);
  client.say(R"([32,2,{},"feed.weather"])");
  CHECK(world.router.broker().topics_of({0, "", wamp2::Match::prefix, 0}).size() ==
        Wamp2World().router.broker().topics_of({0, "", wamp2::Match::prefix, 0}).size());
}

TEST_CASE("a session that ends watches nothing any more") {
  Wamp2World world;
  auto& client = world.join();
  client.say(subscribe);
  client.say(R"([32,2,{},"status"])");
  client.say(R"([32,3,{"match":"prefix"},""])");
  CHECK(world.torrents.watchers == 2);
  CHECK(world.status.watchers == 2);
  world.clients.clear();
  CHECK(world.torrents.watchers == 0);
  CHECK(world.status.watchers == 0);
  CHECK(world.router.members().empty());
  CHECK(world.router.broker().patterns().empty());
  world.change(world.torrents);
}

TEST_CASE("a topic that is always behind starves neither subscriptions nor topics of one pattern") {
  for (const std::string options : {"{}", R"({"match":"prefix"})"}) {
    INFO(options);
    Wamp2World world;
    auto& client = world.join();
    const bool exact = options == "{}";
    client.say("[32,1," + options + (exact ? R"(,"torrents"])" : ",\"\"]"));
    if (exact) client.say(R"([32,2,{},"status"])");
    world.change(world.status);
    const int told = world.status.rendered;
    for (int i = 0; i < 2; ++i) {
      world.change(world.torrents);
      REQUIRE(client.endpoint.next_frame());
    }
    CHECK(world.status.rendered == told + 1);
  }
}

TEST_CASE("answers come before events, in the order of the questions") {
  Wamp2World world;
  auto& client = world.join();
  client.endpoint.on_text(R"([48,2,{},"torrents.get"])");
  client.endpoint.on_text(subscribe);
  world.callee.end();
  client.endpoint.on_text("[34,3,1]");
  client.endpoint.on_text(R"([32,4,{},"status"])");
  CHECK(client.heard() ==
        R"(SUBSCRIBED 1 1; RESULT 2 {} {"ok":true}; UNSUBSCRIBED 3; SUBSCRIBED 4 2; )"
        R"(EVENT 2 {"retained":true} {"from":0,"to":1})");
}

TEST_CASE("a call answered by one who is cut off for it leaves nothing behind") {
  Wamp2World world(tight);
  auto& client = world.join();
  for (int id = 1; id <= 32; ++id) {
    client.endpoint.on_text("[48," + std::to_string(id) + R"(,{},"torrents.get"])");
  }
  while (!world.callee.calls.empty()) world.callee.end(large_result(1'000));
  CHECK(client.endpoint.closing());
  CHECK(world.callee.forgotten.size() == 23);
}
