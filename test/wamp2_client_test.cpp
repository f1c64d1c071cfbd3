#include "router/wamp2_client.h"

#include <string>
#include <vector>

#include "wamp2_dialog.h"

using namespace wst;
using namespace wst::test;

namespace {

const std::string violation = "ABORT wamp.error.protocol_violation; close 1002";
const std::string goodbye = "GOODBYE wamp.close.goodbye_and_out; close 1000";

/// What is said to a message by the stage of the session.
struct Exchange {
  std::string sent;
  std::string greeting;
  std::string challenged;
  std::string joined;
};

Exchange once_joined(std::string sent, std::string joined) {
  return {std::move(sent), violation, violation, std::move(joined)};
}
Exchange never(std::string sent) { return once_joined(std::move(sent), violation); }

const std::string first_event = R"(EVENT 1 {"retained":true} {"from":0,"to":1})";
const std::vector<Exchange> exchanges = {
    {R"([1,"wstorrent",{"roles":{"caller":{"features":{}}},"authmethods":[]}])",
     R"(WELCOME "anonymous")", violation, violation},
    {R"([1,"other",{"roles":{"caller":{}}}])", "ABORT wamp.error.no_such_realm; close 1002",
     violation, violation},
    {R"([1,"no realm",{"roles":{"caller":{}}}])", "ABORT wamp.error.invalid_uri; close 1002",
     violation, violation},
    never(R"([1,"wstorrent",{}])"),
    never(R"([1,"wstorrent",{"roles":{}}])"),
    {R"([3,{},"wamp.close.normal"])", "close 1000", "close 1000", "close 1000"},
    {R"([5,"ada's",{}])", violation, R"(WELCOME "ada")", violation},
    {R"([5,"wrong",{}])", violation, "ABORT wamp.error.authentication_denied; close 1002",
     violation},
    never(R"([5,7,{}])"),
    once_joined(R"([6,{},"any.reason.at.all"])", goodbye),
    once_joined(R"([6,{},"not a uri"])", goodbye),
    never(R"([6,{}])"),
    once_joined(R"([16,5,{"acknowledge":true},"torrents",[1]])",
                "ERROR 16 5 wamp.error.not_authorized"),
    once_joined(R"([16,5,{"acknowledge":true},"feed.weather",[1]])",
                "ERROR 16 5 wamp.error.not_authorized"),
    once_joined(R"([16,5,{"acknowledge":true},"torrents#"])", "ERROR 16 5 wamp.error.invalid_uri"),
    once_joined(R"([16,5,{"acknowledge":true},"wamp.session.on_join"])",
                "ERROR 16 5 wamp.error.invalid_uri"),
    once_joined(R"([16,5,{},"torrents",[1]])", ""),
    once_joined(R"([16,5,{"acknowledge":false},"not a uri"])", ""),
    never(R"([16,5,{"acknowledge":1},"torrents"])"),
    never(R"([16,5,{"exclude_me":"yes"},"torrents"])"),
    never(R"([16,5,{"exclude":7},"torrents"])"),
    never(R"([16,5,{"eligible":["7"]},"torrents"])"),
    never(R"([16,5,{"eligible_authid":"ada"},"torrents"])"),
    never(R"([16,5,{"retain":1},"torrents"])"),
    once_joined(R"([32,5,{},"torrents"])", "SUBSCRIBED 5 1; " + first_event),
    once_joined(R"([32,493403646080524,{"get_retained":true,"x":[]},"torrents"])",
                "SUBSCRIBED 493403646080524 1; " + first_event),
    once_joined(R"([32,9007199254740992,{},"torrents"])",
                "SUBSCRIBED 9007199254740992 1; " + first_event),
    once_joined(R"([32,5,{},"nothing"])", "ERROR 32 5 wstorrent.error.no_such_topic"),
    once_joined(R"([32,5,{},"feed.unforeseen"])", "ERROR 32 5 wstorrent.error.no_such_topic"),
    once_joined(R"([32,5,{},"feed.weather"])", "SUBSCRIBED 5 1"),
    once_joined(R"([32,5,{},"a..b"])", "ERROR 32 5 wamp.error.invalid_uri"),
    once_joined(R"([32,5,{},"{\"topic\":\"torrents\"}"])", "ERROR 32 5 wamp.error.invalid_uri"),
    once_joined(R"([32,5,{"match":"prefix"},"{"])", "ERROR 32 5 wamp.error.invalid_uri"),
    once_joined(R"([32,5,{"after":1},"torrents"])", "ERROR 32 5 wamp.error.invalid_argument"),
    once_joined(R"([32,5,{"match":"prefix"},"tor"])",
                R"(SUBSCRIBED 5 1; EVENT 1 {"retained":true,"topic":"torrents"} )"
                R"({"from":0,"to":1})"),
    once_joined(R"([32,5,{"match":"wildcard"},"a..b"])", "SUBSCRIBED 5 1"),
    never(R"([32,5,{"match":"regex"},"torrents"])"),
    never(R"([32,5,{"get_retained":1},"torrents"])"),
    never(R"([32,0,{},"torrents"])"),
    never(R"([32,-1,{},"torrents"])"),
    never(R"([32,1.5,{},"torrents"])"),
    never(R"([32,9007199254740993,{},"torrents"])"),
    never(R"([32,"1",{},"torrents"])"),
    never(R"([32,5,{}])"),
    never(R"([32,5,{},"torrents",[]])"),
    never(R"([32,5,{},"\ud800"])"),
    once_joined(R"([34,5,1])", "ERROR 34 5 wamp.error.no_such_subscription"),
    once_joined(R"([34,5,99])", "ERROR 34 5 wamp.error.no_such_subscription"),
    once_joined(R"([48,5,{},"torrents.get",[],{}])", ""),
    once_joined(R"([48,5,{},"torrent.nope"])", "ERROR 48 5 wamp.error.no_such_procedure"),
    once_joined(R"([48,5,{},"wamp.session.count"])", "ERROR 48 5 wamp.error.not_authorized"),
    once_joined(R"([48,5,{},"wamp.session.nope"])", "ERROR 48 5 wamp.error.no_such_procedure"),
    once_joined(R"([32,5,{},"wamp.session.on_join"])", "ERROR 32 5 wamp.error.not_authorized"),
    once_joined(R"([32,5,{"match":"prefix"},"wamp."])", "SUBSCRIBED 5 1"),
    once_joined(R"([48,5,{},"not a uri"])", "ERROR 48 5 wamp.error.invalid_uri"),
    once_joined(R"([48,5,{"ppt_scheme":"x"},"torrents.get"])",
                "ERROR 48 5 wamp.error.feature_not_supported"),
    never(R"([48,5,{"receive_progress":1},"torrents.get"])"),
    once_joined(R"([49,5,{"mode":"kill"}])", ""),
    once_joined(R"([49,5,{}])", ""),
    never(R"([49,5,{"mode":"gently"}])"),
    once_joined(R"([64,5,{},"com.proc"])", "ERROR 64 5 wamp.error.not_authorized"),
    once_joined(R"([64,5,{"match":"prefix"},"com.proc"])",
                "ERROR 64 5 wamp.error.feature_not_supported"),
    once_joined(R"([64,5,{"invoke":"roundrobin"},"com.proc"])",
                "ERROR 64 5 wamp.error.feature_not_supported"),
    once_joined(R"([66,5,1])", "ERROR 66 5 wamp.error.no_such_registration"),
    once_joined(R"([70,1,{}])", ""),
    once_joined(R"([8,68,1,{},"a.b"])", ""),
    never(R"([8,48,1,{},"a.b"])"),
    never(R"([2,1,{}])"),
    never(R"([4,"ticket",{}])"),
    never(R"([17,1,1])"),
    never(R"([33,1,1])"),
    never(R"([35,1])"),
    never(R"([36,1,1,{}])"),
    never(R"([50,1,{}])"),
    never(R"([65,1,1])"),
    never(R"([67,1])"),
    never(R"([68,1,1,{}])"),
    never(R"([69,1,{}])"),
    never("[300]"),
    never("[\"1\",\"wstorrent\",{}]"),
    never("[1.5]"),
    never("[]"),
    never("{}"),
    never(""),
    never("not JSON"),
};

Wamp2Dialog& challenged(Wamp2World& world) {
  auto& client = world.connect();
  client.say(R"([1,"wstorrent",{"roles":{"caller":{}},"authmethods":["ticket"],"authid":"ada"}])");
  return client;
}

}  // namespace

TEST_CASE("each message gets its answer at each stage of a session") {
  for (const Exchange& exchange : exchanges) {
    INFO(exchange.sent);
    Wamp2World greeted;
    CHECK(greeted.connect().say(exchange.sent) == exchange.greeting);
    Wamp2World asked;
    CHECK(challenged(asked).say(exchange.sent) == exchange.challenged);
    Wamp2World world;
    CHECK(world.join().say(exchange.sent) == exchange.joined);
  }
}

TEST_CASE("after the end nothing is answered, and nothing is done") {
  for (const std::string end : {R"([6,{},"wamp.close.normal"])", R"([3,{},"a.b"])", "nonsense"}) {
    for (const Exchange& exchange : exchanges) {
      INFO(exchange.sent);
      Wamp2World world;
      auto& client = world.join();
      client.say(end);
      const auto code = client.endpoint.closing()->code;
      CHECK(client.say(exchange.sent) == "close " + std::to_string(code));
      CHECK(world.torrents.watchers == 0);
      CHECK(world.callee.calls.empty());
    }
  }
}

TEST_CASE("one who was told to go says only GOODBYE or ABORT any more") {
  for (const Exchange& exchange : exchanges) {
    INFO(exchange.sent);
    Wamp2World world;
    auto& client = world.join();
    client.endpoint.on_killed("wamp.close.killed", "");
    CHECK(client.heard() == "GOODBYE wamp.close.killed");
    const bool parts = exchange.joined == goodbye || exchange.joined == "close 1000";
    CHECK(client.say(exchange.sent) == (parts ? "close 1000" : ""));
    CHECK(world.torrents.watchers == 0);
    CHECK(world.callee.calls.empty());
  }
}

TEST_CASE("a binary message is a violation at every stage but the last") {
  Wamp2World world;
  for (auto* client : {&world.connect(), &challenged(world), &world.join()}) {
    client->endpoint.on_binary("");
    CHECK(client->heard() == violation);
    client->endpoint.on_binary("");
    CHECK(client->heard() == "close 1002");
  }
  auto& parting = world.join();
  parting.endpoint.on_killed("wamp.close.killed", "");
  parting.endpoint.on_binary("");
  CHECK(parting.heard() == "GOODBYE wamp.close.killed");
}

TEST_CASE("what comes after the end does not change how it ends") {
  Wamp2World world;
  auto& client = world.join();
  CHECK(client.say(R"([6,{},"a.b"])") == goodbye);
  client.endpoint.on_binary("");
  client.endpoint.on_killed("wamp.close.killed", "");
  CHECK(client.heard() == "close 1000");
}

TEST_CASE("a violation tells in words what was wrong") {
  Wamp2World world;
  auto& client = world.join();
  client.endpoint.on_text("[32,0,{},\"torrents\"]");
  CHECK(only_frame(client.endpoint).find("\"message\":\"SUBSCRIBE") != std::string::npos);
}

TEST_CASE("WELCOME tells who one is, where, and what the router can do") {
  Wamp2World world;
  auto& client = challenged(world);
  client.endpoint.on_text(R"([5,"ada's",{}])");
  const auto welcome = Json::parse(only_frame(client.endpoint));
  REQUIRE(welcome);
  CHECK(welcome->view().at(1).integer() == client.endpoint.id());
  const auto details = welcome->view().at(2);
  CHECK(details["realm"].string() == "wstorrent");
  CHECK(details["authid"].string() == "ada");
  CHECK(details["authrole"].string() == "administrator");
  CHECK(details["authmethod"].string() == "ticket");
  CHECK(details["authprovider"].string() == "users");
  for (const char* role : {"broker", "dealer"}) {
    CHECK(details["roles"][role]["features"].is_object());
  }
}

TEST_CASE("two sessions have different ids") {
  Wamp2World world;
  CHECK(world.join().endpoint.id() != world.join().endpoint.id());
}
