#include "router/meta.h"

#include <string>

#include "router/plain_client.h"
#include "wamp2_dialog.h"

using namespace wst;
using namespace wst::test;

namespace {

/// What a call of `wamp.<procedure>` with these arguments is answered.
std::string ask(Wamp2Dialog& client, const std::string& procedure,
                const std::string& arguments = "") {
  const std::string payload = arguments.empty() ? "" : "," + arguments;
  return client.say("[48,1,{},\"wamp." + procedure + "\"" + payload + "]");
}

std::string result(const std::string& value) { return "RESULT 1 {} " + value; }
std::string error(const std::string& name) { return "ERROR 48 1 wamp.error." + name; }

void watch(Wamp2Dialog& client, const std::string& topic) {
  REQUIRE(client.say("[32,1,{},\"wamp." + topic + "\"]").starts_with("SUBSCRIBED"));
}

}  // namespace

TEST_CASE("the meta procedures are for administrators") {
  for (const char* name :
       {"session.count", "session.list", "session.get", "session.kill", "session.kill_by_authid",
        "session.kill_by_authrole", "session.kill_all", "subscription.list", "subscription.lookup",
        "subscription.match", "subscription.get", "subscription.list_subscribers",
        "subscription.count_subscribers"}) {
    INFO(name);
    Wamp2World world;
    auto& ada = world.join("ada");
    auto& worker = world.join("willy");
    auto& viewer = world.join();
    CHECK(world.meta.has(std::string("wamp.") + name));
    CHECK(ask(viewer, name) == error("not_authorized"));
    CHECK(ask(worker, name) == error("not_authorized"));
    const std::string allowed = ask(ada, name);
    CHECK(allowed != error("not_authorized"));
    CHECK(allowed != error("no_such_procedure"));
  }
  for (const char* name : {"wamp.session", "wamp.session.", "wamp.session.add_testament"}) {
    CHECK(!Wamp2World().meta.has(name));
  }
}

TEST_CASE("sessions are counted and listed, all or those of some roles") {
  Wamp2World world;
  auto& ada = world.join("ada");
  auto& viewer = world.join();
  world.connect();
  CHECK(ask(ada, "session.count") == result("2"));
  CHECK(ask(ada, "session.count", "[null]") == result("2"));
  CHECK(ask(ada, "session.count", R"([["anonymous","worker"]])") == result("1"));
  CHECK(ask(ada, "session.count", "[[]]") == result("0"));
  CHECK(ask(ada, "session.count", R"(["anonymous"])") == error("invalid_argument"));
  CHECK(ask(ada, "session.list", "[[7]]") == error("invalid_argument"));
  CHECK(ask(ada, "session.list", R"([["anonymous"]])") == result("[" + viewer.id() + "]"));
  CHECK(ask(ada, "session.list", R"([["worker"]])") == result("[]"));
  const bool ada_first = ada.endpoint.id() < viewer.endpoint.id();
  CHECK(ask(ada, "session.list") == result(ada_first ? "[" + ada.id() + "," + viewer.id() + "]"
                                                     : "[" + viewer.id() + "," + ada.id() + "]"));
}

TEST_CASE("a session is described as it was welcomed") {
  Wamp2World world;
  auto& ada = world.join("ada");
  CHECK(ask(ada, "session.get", "[" + ada.id() + "]") ==
        result(R"({"session":)" + ada.id() +
               R"(,"authid":"ada","authrole":"administrator","authmethod":"ticket",)"
               R"("authprovider":"users"})"));
  CHECK(ask(ada, "session.get", "[1]") == error("no_such_session"));
  CHECK(ask(ada, "session.get", "[\"1\"]") == error("invalid_argument"));
  CHECK(ask(ada, "session.get") == error("invalid_argument"));
}

TEST_CASE("an administrator ends one session by its id, but not its own") {
  Wamp2World world;
  auto& ada = world.join("ada");
  auto& viewer = world.join();
  const std::string id = "[" + viewer.id() + "]";
  CHECK(ask(ada, "session.kill", "[" + ada.id() + "]") == error("no_such_session"));
  CHECK(ask(ada, "session.kill", "[1]") == error("no_such_session"));
  CHECK(ask(ada, "session.kill", "[]") == error("invalid_argument"));
  CHECK(ask(ada, "session.kill", id + R"(,{"reason":"not a uri"})") == error("invalid_uri"));
  CHECK(ask(ada, "session.kill", id + R"(,{"reason":7})") == error("invalid_uri"));
  CHECK(ask(ada, "session.kill", id + R"(,{"message":7})") == error("invalid_argument"));
  CHECK(viewer.heard().empty());

  CHECK(ask(ada, "session.kill", id + R"(,{"reason":"my.reason","message":"bye"})") ==
        "RESULT 1 {}");
  CHECK(only_frame(viewer.endpoint) == R"([6,{"message":"bye"},"my.reason"])");
  CHECK(ask(ada, "session.kill", id) == error("no_such_session"));
  CHECK(ask(ada, "session.count") == result("1"));
}

TEST_CASE("many sessions are ended by what they have in common, never the caller's") {
  struct Row {
    const char* procedure;
    const char* arguments;
    const char* count;
    bool other_ada, viewers;
  };
  for (const Row& row : {
           Row{"session.kill_by_authid", R"(["ada"])", "1", true, false},
           Row{"session.kill_by_authid", R"(["nobody"])", "0", false, false},
           Row{"session.kill_by_authrole", R"(["administrator"])", "1", true, false},
           Row{"session.kill_by_authrole", R"(["anonymous"])", "2", false, true},
           Row{"session.kill_all", "[]", "3", true, true},
       }) {
    INFO(row.procedure << row.arguments);
    Wamp2World world;
    auto& ada = world.join("ada");
    auto& other = world.join("ada");
    auto& one = world.join();
    auto& two = world.join();
    CHECK(ask(ada, row.procedure, row.arguments) == result(row.count));
    const std::string killed = "GOODBYE wamp.close.killed";
    CHECK(other.heard() == (row.other_ada ? killed : ""));
    CHECK(one.heard() == (row.viewers ? killed : ""));
    CHECK(two.heard() == (row.viewers ? killed : ""));
    CHECK(!ada.endpoint.closing());
    CHECK(ask(ada, row.procedure, R"([7],{"reason":" "})") ==
          (std::string(row.arguments) == "[]" ? error("invalid_uri") : error("invalid_argument")));
  }
}

TEST_CASE("administrators hear who joins and who leaves") {
  Wamp2World world;
  auto& ada = world.join("ada");
  watch(ada, "session.on_join");
  watch(ada, "session.on_leave");
  auto& worker = world.join("willy");
  const std::string id = worker.id();
  CHECK(ada.heard() == R"(EVENT 1 {} {"session":)" + id +
                           R"(,"authid":"willy","authrole":"worker","authmethod":"ticket",)"
                           R"("authprovider":"workers"})");
  worker.say(R"([6,{},"wamp.close.normal"])");
  const std::string left = "EVENT 2 {} " + id + R"(,"willy","worker")";
  CHECK(ada.heard() == left);
  world.clients.pop_back();
  CHECK(ada.heard().empty());
  world.connect();
  world.clients.pop_back();
  CHECK(ada.heard().empty());
}

TEST_CASE("one who logs in later leaves as nobody and joins as who it is") {
  Wamp2World world;
  auto& ada = world.join("ada");
  watch(ada, "session.on_leave");
  FakeConnection connection;
  PlainClient plain(connection, world.router);
  const std::string id = std::to_string(plain.id());
  plain.on_text(R"({"auth":{"user":"willy","token":"willy's"}})");
  CHECK(ada.heard() == "EVENT 1 {} " + id + R"(,"anonymous","anonymous")");
  CHECK(ask(ada, "session.list", R"([["worker"]])") == result("[" + id + "]"));
}

TEST_CASE("subscriptions are listed, looked up, matched and described") {
  Wamp2World world;
  auto& ada = world.join("ada");
  auto& viewer = world.join();
  CHECK(ask(ada, "subscription.list") == result(R"({"exact":[],"prefix":[],"wildcard":[]})"));
  viewer.say(R"([32,1,{},"torrents"])");
  viewer.say(R"([32,2,{"match":"prefix"},"torr"])");
  viewer.say(R"([32,3,{"match":"wildcard"},"feed..x"])");
  ada.say(R"([32,4,{},"torrents"])");
  CHECK(ask(ada, "subscription.list") == result(R"({"exact":[1],"prefix":[2],"wildcard":[3]})"));
  CHECK(ask(ada, "subscription.lookup", R"(["torrents"])") == result("1"));
  CHECK(ask(ada, "subscription.lookup", R"(["torr"])") == result("null"));
  CHECK(ask(ada, "subscription.lookup", R"(["torr",{"match":"prefix"}])") == result("2"));
  CHECK(ask(ada, "subscription.lookup", R"(["torr",{"match":"regex"}])") ==
        error("invalid_argument"));
  CHECK(ask(ada, "subscription.lookup") == error("invalid_argument"));
  CHECK(ask(ada, "subscription.match", R"(["torrents"])") == result("[1,2]"));
  CHECK(ask(ada, "subscription.match", R"(["feed.a.x"])") == result("[3]"));
  CHECK(ask(ada, "subscription.match", R"(["status"])") == result("null"));
  CHECK(ask(ada, "subscription.match", "[7]") == error("invalid_argument"));
  CHECK(ask(ada, "subscription.get", "[2]") ==
        result(R"({"id":2,"created":"2017-07-14T02:40:00Z","uri":"torr","match":"prefix"})"));
  CHECK(ask(ada, "subscription.list_subscribers", "[1]") ==
        result("[" + viewer.id() + "," + ada.id() + "]"));
  CHECK(ask(ada, "subscription.count_subscribers", "[1]") == result("2"));
  for (const char* name :
       {"subscription.get", "subscription.list_subscribers", "subscription.count_subscribers"}) {
    CHECK(ask(ada, name, "[4]") == error("no_such_subscription"));
    CHECK(ask(ada, name, "[]") == error("invalid_argument"));
  }
}

TEST_CASE("administrators hear of subscriptions from their creation to their end") {
  Wamp2World world;
  auto& ada = world.join("ada");
  for (const char* event : {"on_create", "on_subscribe", "on_unsubscribe", "on_delete"}) {
    watch(ada, std::string("subscription.") + event);
  }
  ada.heard();
  auto& one = world.join();
  auto& two = world.join();
  one.say(R"([32,1,{},"torrents"])");
  CHECK(ada.heard() == "EVENT 1 {} " + one.id() +
                           R"(,{"id":5,"created":"2017-07-14T02:40:00Z","uri":"torrents",)"
                           R"("match":"exact"}; EVENT 2 {} )" +
                           one.id() + ",5");
  two.say(R"([32,1,{},"torrents"])");
  CHECK(ada.heard() == "EVENT 2 {} " + two.id() + ",5");
  one.say("[34,2,5]");
  CHECK(ada.heard() == "EVENT 3 {} " + one.id() + ",5");
  const std::string last = two.id();
  world.clients.pop_back();
  CHECK(ada.heard() == "EVENT 3 {} " + last + ",5; EVENT 4 {} " + last + ",5");
}

TEST_CASE("of subscriptions to the meta events themselves nobody is told") {
  Wamp2World world;
  auto& ada = world.join("ada");
  for (const char* event : {"on_create", "on_subscribe", "on_unsubscribe", "on_delete"}) {
    watch(ada, std::string("subscription.") + event);
  }
  ada.heard();
  auto& bob = world.join("ada");
  watch(bob, "session.on_join");
  watch(bob, "subscription.on_create");
  world.clients.pop_back();
  CHECK(ada.heard().empty());
}

TEST_CASE("the end of a topic is told as the end of its subscription") {
  Wamp2World world;
  auto& ada = world.join("ada");
  auto& viewer = world.join();
  watch(ada, "subscription.on_unsubscribe");
  watch(ada, "subscription.on_delete");
  viewer.say(R"([32,1,{},"torrents"])");
  world.torrents.is_gone = true;
  world.change(world.torrents);
  viewer.heard();
  CHECK(ada.heard() == "EVENT 1 {} " + viewer.id() + ",3; EVENT 2 {} " + viewer.id() + ",3");
}

TEST_CASE("viewers learn nothing of the others") {
  Wamp2World world;
  auto& viewer = world.join();
  CHECK(viewer.say(R"([32,1,{},"wamp.session.on_join"])") ==
        "ERROR 32 1 wamp.error.not_authorized");
  CHECK(viewer.say(R"([32,1,{"match":"prefix"},"wamp."])") == "SUBSCRIBED 1 1");
  CHECK(viewer.say(R"([32,1,{"match":"wildcard"},"wamp..on_join"])") == "SUBSCRIBED 1 2");
  auto& other = world.join("ada");
  other.say(R"([32,1,{},"torrents"])");
  CHECK(viewer.heard().empty());
}
