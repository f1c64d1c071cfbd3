#include "session/wamp2_session.h"

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "fakes.h"

using namespace wst;
using namespace wst::test;

namespace {

const std::string hello = R"([1,"wstorrent",{"roles":{"subscriber":{}}}])";
const std::string violation = "ABORT wamp.error.protocol_violation; close 1002";

std::string text_of(JsonView node) { return std::string(node.string().value_or("?")); }

/// A frame in one word and what matters of it; random ids are only checked.
std::string in_words(const std::string& frame) {
  INFO(frame);
  const auto document = Json::parse(frame);
  REQUIRE(document);
  const auto message = document->view();
  const auto at = [&](std::size_t index) { return message.at(index).text(); };
  const std::int64_t code = message.at(0).integer().value_or(0);
  if (code == 2) {
    CHECK(message.at(1).integer().value_or(0) > 0);
    return "WELCOME";
  }
  if (code == 3) return "ABORT " + text_of(message.at(2));
  if (code == 6) return "GOODBYE " + text_of(message.at(2));
  if (code == 8) {
    CHECK(at(3) == "{}");
    CHECK(!text_of(message.at(5).at(0)).empty());
    return "ERROR " + at(1) + " " + at(2) + " " + text_of(message.at(4));
  }
  if (code == 33) return "SUBSCRIBED " + at(1) + " " + at(2);
  if (code == 35) return "UNSUBSCRIBED " + at(1);
  CHECK(code == 36);
  CHECK(message.at(2).integer().value_or(0) > 0);
  CHECK(message.at(4).size() == 1);
  return "EVENT " + at(1) + " " + at(3) + " " + message.at(4).at(0).text();
}

struct World : SessionWorld<Wamp2Session> {
  using SessionWorld::SessionWorld;

  /// Everything said to `text`, in words.
  std::string say(const std::string& text) {
    session->on_text(text);
    return heard();
  }
  std::string heard() {
    std::string words;
    for (const auto& frame : drain(*session))
      words += (words.empty() ? "" : "; ") + in_words(frame);
    if (!session->closing()) return words;
    return words + (words.empty() ? "" : "; ") + "close " +
           std::to_string(session->closing()->code);
  }
  void join() { REQUIRE(say(hello) == "WELCOME"); }
};

/// What is said to a message before joining, and when joined.
struct Exchange {
  const char* sent;
  std::string waiting;
  std::string joined;
};

const std::string first_event = R"(EVENT 1 {"retained":true} {"from":0,"to":1})";
const std::vector<Exchange> exchanges = {
    {R"([1,"wstorrent",{"roles":{"caller":{"features":{}}},"authmethods":[]}])", "WELCOME",
     violation},
    {R"([1,"other",{"roles":{"caller":{}}}])", "ABORT wamp.error.no_such_realm; close 1002",
     violation},
    {R"([1,"wstorrent",{}])", violation, violation},
    {R"([1,"wstorrent",{"roles":{}}])", violation, violation},
    {R"([3,{},"wamp.close.normal"])", "close 1000", "close 1000"},
    {R"([5,"signature",{}])", violation, violation},
    {R"([6,{},"any.reason.at.all"])", violation, "GOODBYE wamp.close.goodbye_and_out; close 1000"},
    {R"([16,5,{"acknowledge":true},"torrents",[1]])", violation,
     "ERROR 16 5 wamp.error.not_authorized"},
    {R"([16,5,{"acknowledge":true},"torrents#"])", violation, "ERROR 16 5 wamp.error.invalid_uri"},
    {R"([16,5,{},"torrents",[1]])", violation, ""},
    {R"([16,5,{"acknowledge":false},"not a uri"])", violation, ""},
    {R"([16,5,{"acknowledge":1},"torrents"])", violation, violation},
    {R"([32,5,{},"torrents"])", violation, "SUBSCRIBED 5 1; " + first_event},
    {R"([32,493403646080524,{"get_retained":true,"x":[]},"torrents"])", violation,
     "SUBSCRIBED 493403646080524 1; " + first_event},
    {R"([32,9007199254740992,{},"torrents"])", violation,
     "SUBSCRIBED 9007199254740992 1; " + first_event},
    {R"([32,5,{},"nothing"])", violation, "ERROR 32 5 wstorrent.error.no_such_topic"},
    {R"([32,5,{},"a..b"])", violation, "ERROR 32 5 wamp.error.invalid_uri"},
    {R"([32,5,{"after":1},"torrents"])", violation, "ERROR 32 5 wamp.error.invalid_argument"},
    {R"([32,5,{"match":"prefix"},"tor"])", violation,
     "ERROR 32 5 wamp.error.feature_not_supported"},
    {R"([32,5,{"match":"wildcard"},"a..b"])", violation,
     "ERROR 32 5 wamp.error.feature_not_supported"},
    {R"([32,5,{"match":"regex"},"torrents"])", violation, violation},
    {R"([32,0,{},"torrents"])", violation, violation},
    {R"([32,-1,{},"torrents"])", violation, violation},
    {R"([32,1.5,{},"torrents"])", violation, violation},
    {R"([32,9007199254740993,{},"torrents"])", violation, violation},
    {R"([32,"1",{},"torrents"])", violation, violation},
    {R"([32,5,{}])", violation, violation},
    {R"([32,5,{},"torrents",[]])", violation, violation},
    {R"([32,5,{},"\ud800"])", violation, violation},
    {R"([34,5,1])", violation, "ERROR 34 5 wamp.error.no_such_subscription"},
    {R"([34,5,99])", violation, "ERROR 34 5 wamp.error.no_such_subscription"},
    {R"([48,5,{},"torrent.stop",[],{}])", violation, "ERROR 48 5 wamp.error.no_such_procedure"},
    {R"([48,5,{},"not a uri"])", violation, "ERROR 48 5 wamp.error.invalid_uri"},
    {R"([49,5,{"mode":"kill"}])", violation, ""},
    {R"([49,5,{}])", violation, ""},
    {R"([64,5,{},"com.proc"])", violation, "ERROR 64 5 wamp.error.not_authorized"},
    {R"([66,5,1])", violation, "ERROR 66 5 wamp.error.no_such_registration"},
    {R"([2,1,{}])", violation, violation},
    {R"([4,"ticket",{}])", violation, violation},
    {R"([8,68,1,{},"a.b"])", violation, violation},
    {R"([33,1,1])", violation, violation},
    {R"([36,1,1,{}])", violation, violation},
    {R"([50,1,{}])", violation, violation},
    {R"([70,1,{}])", violation, violation},
    {"[300]", violation, violation},
    {"[]", violation, violation},
    {"{}", violation, violation},
    {"", violation, violation},
    {"not JSON", violation, violation},
};

}  // namespace

TEST_CASE("each message gets its answer before joining, when joined and after the end") {
  for (const Exchange& exchange : exchanges) {
    INFO(exchange.sent);
    World waiting;
    CHECK(waiting.say(exchange.sent) == exchange.waiting);
    World joined;
    joined.join();
    CHECK(joined.say(exchange.sent) == exchange.joined);
    for (const std::string end : {R"([6,{},"wamp.close.normal"])", R"([3,{},"a.b"])", "nonsense"}) {
      World ended;
      ended.join();
      ended.say(end);
      const auto code = ended.session->closing()->code;
      CHECK(ended.say(exchange.sent) == "close " + std::to_string(code));
      CHECK(ended.torrents.watchers == 0);
    }
  }
}

TEST_CASE("a binary message is a violation, before joining and after") {
  World world;
  world.session->on_binary();
  CHECK(world.heard() == violation);
  World joined;
  joined.join();
  joined.session->on_binary();
  CHECK(joined.heard() == violation);
}

TEST_CASE("what comes after the end does not change how it ends") {
  World world;
  world.join();
  CHECK(world.say(R"([6,{},"a.b"])") == "GOODBYE wamp.close.goodbye_and_out; close 1000");
  world.session->on_binary();
  CHECK(world.heard() == "close 1000");
}

TEST_CASE("two sessions have different ids") {
  World world;
  Wamp2Session other(world.connection, world.router);
  world.session->on_text(hello);
  other.on_text(hello);
  CHECK(only_frame(*world.session) != only_frame(other));
}

TEST_CASE("whatever is to be said wakes the socket and waits until it asks") {
  World world;
  world.session->on_text(hello);
  CHECK(world.connection.wakes > 0);
  world.session->on_text(R"([32,1,{},"torrents"])");
  world.session->on_text(R"([48,2,{},"a.b"])");
  CHECK(world.heard() ==
        "WELCOME; SUBSCRIBED 1 1; ERROR 48 2 wamp.error.no_such_procedure; "
        R"(EVENT 1 {"retained":true} {"from":0,"to":1})");
  CHECK(world.heard().empty());

  const int before = world.connection.wakes;
  world.router.on_change();
  CHECK(world.connection.wakes == before);
  world.change(world.torrents);
  CHECK(world.connection.wakes == before + 1);
  CHECK(world.heard() == R"(EVENT 1 {} {"from":1,"to":2})");
}

TEST_CASE("subscribing twice is one subscription with one id") {
  World world;
  world.join();
  world.say(R"([32,1,{},"torrents"])");
  CHECK(world.say(R"([32,2,{},"torrents"])") == "SUBSCRIBED 2 1");
  CHECK(world.torrents.watchers == 1);
  world.change(world.torrents);
  CHECK(world.heard() == R"(EVENT 1 {} {"from":1,"to":2})");
  CHECK(world.say("[34,3,1]") == "UNSUBSCRIBED 3");
  CHECK(world.torrents.watchers == 0);
}

TEST_CASE("no event follows UNSUBSCRIBED, and a new subscription begins anew") {
  World world;
  world.join();
  world.say(R"([32,1,{},"torrents"])");
  world.say(R"([32,2,{},"status"])");
  world.change(world.torrents);
  CHECK(world.say("[34,3,1]") == "UNSUBSCRIBED 3");
  world.change(world.torrents);
  CHECK(world.heard().empty());
  world.change(world.status);
  CHECK(world.heard() == R"(EVENT 2 {} {"from":1,"to":2})");
  CHECK(world.say("[34,4,1]") == "ERROR 34 4 wamp.error.no_such_subscription");
  CHECK(world.say(R"([32,5,{},"torrents"])") ==
        R"(SUBSCRIBED 5 1; EVENT 1 {"retained":true} {"from":0,"to":3})");
}

TEST_CASE("nothing follows the end, though events were due") {
  for (const std::string end : {R"([6,{},"wamp.close.normal"])", R"([3,{},"a.b"])", "nonsense"}) {
    INFO(end);
    World world;
    world.join();
    world.say(R"([32,1,{},"torrents"])");
    world.change(world.torrents);
    CHECK(world.say(end).find("EVENT") == std::string::npos);
    CHECK(world.torrents.watchers == 0);
    world.change(world.torrents);
    CHECK(world.session->next_frame() == nullptr);
  }
}

TEST_CASE("a topic without a state tells its first one when there is one") {
  World world;
  world.torrents.now = 0;
  world.join();
  CHECK(world.say(R"([32,1,{},"torrents"])") == "SUBSCRIBED 1 1");
  world.router.on_change();
  CHECK(world.heard().empty());
  world.change(world.torrents);
  CHECK(world.heard() == R"(EVENT 1 {"retained":true} {"from":0,"to":1})");
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
    World world;
    world.torrents.now = 9;
    world.join();
    CHECK(world.say(R"([32,1,{"after":")" + std::string(resume.after) + R"("},"torrents"])") ==
          R"(SUBSCRIBED 1 1; EVENT 1 {"retained":true} )" + std::string(resume.event));
    CHECK(world.heard().empty());
  }
}

TEST_CASE("a client that asks faster than it reads is cut off") {
  World world({.subscriptions = 32, .reply_bytes = 1'000});
  world.join();
  world.session->on_text(R"([32,1,{},"torrents"])");
  for (int i = 0; i < 1'000; ++i) world.session->on_text(R"([48,2,{},"a.b"])");
  REQUIRE(world.session->closing());
  CHECK(world.session->closing()->code == 1008);
  CHECK(!world.session->closing()->reason.empty());
  CHECK(world.torrents.watchers == 0);
  std::size_t bytes = 0;
  for (const auto& frame : drain(*world.session)) bytes += frame.size();
  CHECK(bytes < 1'200);
  world.session->on_text(R"([32,3,{},"torrents"])");
  CHECK(world.torrents.watchers == 0);
}

TEST_CASE("a client that reads its answers may ask for ever") {
  World world({.subscriptions = 32, .reply_bytes = 1'000});
  world.join();
  for (int i = 0; i < 1'000; ++i) {
    CHECK(world.say(R"([48,2,{},"a.b"])") == "ERROR 48 2 wamp.error.no_such_procedure");
  }
}

TEST_CASE("a subscription more than a connection may have is refused") {
  World world({.subscriptions = 1, .reply_bytes = 1'000});
  world.join();
  world.say(R"([32,1,{},"torrents"])");
  CHECK(world.say(R"([32,2,{},"status"])") == "ERROR 32 2 wstorrent.error.busy");
  CHECK(world.status.watchers == 0);
  CHECK(world.say(R"([32,3,{},"torrents"])") == "SUBSCRIBED 3 1");
  world.say("[34,4,1]");
  CHECK(world.say(R"([32,5,{},"status"])") ==
        R"(SUBSCRIBED 5 2; EVENT 2 {"retained":true} {"from":0,"to":1})");
}

TEST_CASE("a session that ends watches nothing any more") {
  World world;
  world.join();
  world.say(R"([32,1,{},"torrents"])");
  world.say(R"([32,2,{},"status"])");
  CHECK(world.torrents.watchers == 1);
  CHECK(world.status.watchers == 1);
  world.session.reset();
  CHECK(world.torrents.watchers == 0);
  CHECK(world.status.watchers == 0);
  world.change(world.torrents);
}
