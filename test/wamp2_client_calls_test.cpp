#include <string>

#include "wamp2_dialog.h"

using namespace wst;
using namespace wst::test;

namespace {

const std::string stop = R"([48,5,{},"torrents.get",[7],{"x":1}])";
const std::string ended = R"(RESULT 5 {} {"ok":true})";

}  // namespace

TEST_CASE("a call is handed on as it came and answered when it has ended") {
  Wamp2World world;
  auto& client = world.join("ada");
  CHECK(client.say(stop).empty());
  REQUIRE(world.callee.calls.size() == 1);
  const auto& request = world.callee.calls.front();
  CHECK(request.procedure == "torrents.get");
  CHECK(request.payload.args == "[7]");
  CHECK(request.payload.kwargs == R"({"x":1})");
  const int asleep = client.connection.wakes;
  world.callee.end();
  CHECK(client.connection.wakes > asleep);
  CHECK(client.heard() == ended);
}

TEST_CASE("a call that fails is answered with its error and a sentence") {
  Wamp2World world;
  auto& client = world.join();
  client.say(stop);
  world.callee.end({Error{"there is no torrent 7", "wstorrent.error.no_such_torrent"}});
  CHECK(only_frame(client.endpoint) ==
        R"([8,48,5,{},"wstorrent.error.no_such_torrent",["there is no torrent 7"]])");
}

TEST_CASE("progress is told to those who asked for it") {
  Wamp2World world;
  auto& client = world.join();
  client.say(R"([48,5,{"receive_progress":true},"session.get"])");
  world.callee.tell("1");
  world.callee.tell("2");
  world.callee.end();
  CHECK(client.heard() ==
        R"(RESULT 5 {"progress":true} 1; RESULT 5 {"progress":true} 2; )" + ended);

  client.say(R"([48,5,{},"session.get"])");
  world.callee.tell("1");
  world.callee.end();
  CHECK(client.heard() == ended);
}

TEST_CASE("request ids may come in any order, and again once answered") {
  Wamp2World world;
  auto& client = world.join();
  for (const char* id : {"493403646080524", "3", "1", "9007199254740992", "3"}) {
    INFO(id);
    client.say("[48," + std::string(id) + R"(,{},"torrents.get"])");
    world.callee.end();
    CHECK(client.heard() == "RESULT " + std::string(id) + R"( {} {"ok":true})");
  }
}

TEST_CASE("a call with the number of one under way is refused and not made") {
  Wamp2World world;
  auto& client = world.join();
  client.say(stop);
  CHECK(client.say(stop) == "ERROR 48 5 wamp.error.invalid_argument");
  CHECK(world.callee.calls.size() == 1);
  world.callee.end();
  CHECK(client.heard() == ended);
}

TEST_CASE("CANCEL ends a call with mode kill, and is answered only then") {
  struct Row {
    const char* options;
    std::string answer;
    bool ends;
  };
  for (const Row& row : {
           Row{R"({"mode":"kill"})", "ERROR 48 5 wamp.error.canceled", true},
           Row{R"({"mode":"killnowait"})", "", true},
           Row{R"({"mode":"skip"})", "", false},
           Row{"{}", "", true},
       }) {
    INFO(row.options);
    Wamp2World world;
    auto& client = world.join();
    client.say(stop);
    const std::string cancel = "[49,5," + std::string(row.options) + "]";
    CHECK(client.say(cancel) == row.answer);
    CHECK(world.callee.calls.empty());
    CHECK(world.callee.cancelled.size() == (row.ends ? 1 : 0));
    CHECK(world.callee.forgotten.size() == (row.ends ? 0 : 1));
    CHECK(client.say(cancel).empty());
    CHECK(client.say(stop).empty());
    world.callee.end();
    CHECK(client.heard() == ended);
  }
}

TEST_CASE("CANCEL of what is not under way, or somebody else's, is ignored") {
  Wamp2World world;
  auto& client = world.join();
  auto& other = world.join();
  client.say(stop);
  CHECK(client.say(R"([49,6,{"mode":"kill"}])").empty());
  CHECK(other.say(R"([49,5,{"mode":"kill"}])").empty());
  CHECK(world.callee.calls.size() == 1);
}

TEST_CASE("one call more than may be under way is refused, until one has ended") {
  Wamp2World world({.calls = 2});
  auto& client = world.join();
  CHECK(client.say(R"([48,1,{},"torrents.get"])").empty());
  CHECK(client.say(R"([48,2,{},"torrents.get"])").empty());
  CHECK(client.say(R"([48,3,{},"torrents.get"])") == "ERROR 48 3 wstorrent.error.busy");
  CHECK(world.join().say(stop).empty());
  world.callee.end();
  CHECK(client.heard() == R"(RESULT 1 {} {"ok":true})");
  CHECK(client.say(R"([48,4,{},"torrents.get"])").empty());
  CHECK(world.callee.calls.size() == 3);
}

TEST_CASE("calls of one who has gone go on, and nobody is told") {
  for (const char* end : {R"([6,{},"wamp.close.normal"])", R"([3,{},"a.b"])", "nonsense"}) {
    INFO(end);
    Wamp2World world;
    auto& client = world.join();
    client.say(stop);
    client.say(end);
    CHECK(world.callee.forgotten.size() == 1);
    CHECK(world.callee.cancelled.empty());
  }
  Wamp2World world;
  world.join().say(stop);
  world.clients.clear();
  CHECK(world.callee.forgotten.size() == 1);
}

TEST_CASE("a worker answers calls of what it registered, well or not") {
  Wamp2World world;
  auto& worker = world.join("willy");
  auto& client = world.join();
  CHECK(worker.say(R"([64,1,{},"feed.weather.ask"])") == "REGISTERED 1");
  CHECK(client.say(R"([48,5,{},"feed.weather.ask",["here"],{"k":1}])").empty());
  CHECK(worker.heard() == R"(INVOCATION 1 {} "here" {"k":1})");
  CHECK(worker.say(R"([70,1,{},[21],{"unit":"C"}])").empty());
  CHECK(client.heard() == R"(RESULT 5 {} 21 {"unit":"C"})");

  client.say(R"([48,6,{},"feed.weather.ask"])");
  worker.heard();
  worker.say(R"([8,68,2,{},"feed.weather.error.closed",["no more",7]])");
  CHECK(only_frame(client.endpoint) == R"([8,48,6,{},"feed.weather.error.closed",["no more",7]])");
}

TEST_CASE("a worker's progress reaches the caller that asked for it") {
  Wamp2World world;
  auto& worker = world.join("willy");
  auto& client = world.join();
  worker.say(R"([64,1,{},"feed.weather.ask"])");
  client.say(R"([48,5,{"receive_progress":true},"feed.weather.ask"])");
  CHECK(worker.heard() == R"(INVOCATION 1 {"receive_progress":true})");
  worker.say(R"([70,1,{"progress":true},[1]])");
  worker.say("[70,1,{},[2]]");
  CHECK(client.heard() == R"(RESULT 5 {"progress":true} 1; RESULT 5 {} 2)");
}

TEST_CASE(
    "a message too large to be taken is an error to whom it concerns, where one may be told") {
  struct Row {
    const char* begin;
    const char* sender;  ///< what it hears
    const char* caller = "";
  };
  const std::string error = "ERROR 48 5 wamp.error.payload_size_exceeded";
  const std::vector<Row> rows = {
      {R"([48,5,{},"torrents.get",["xx)", error.c_str()},
      {R"([32,6,{"x":"xx)", "ERROR 32 6 wamp.error.payload_size_exceeded"},
      {R"([64,7,{},"xx)", "ERROR 64 7 wamp.error.payload_size_exceeded"},
      {R"([16,8,{"acknowledge":true},"feed.x",["xx)",
       "ERROR 16 8 wamp.error.payload_size_exceeded"},
      {R"([70,1,{},["xx)", "", error.c_str()},
      {R"([70,1,{"progress":true},["xx)", "", error.c_str()},
      {R"([8,68,1,{},"feed.error.x",["xx)", "", error.c_str()},
      {R"([70,9,{},["xx)", ""},  // nobody waits for it
  };
  for (const auto& row : rows) {
    INFO(row.begin);
    Wamp2World world;
    auto& worker = world.join("willy");
    auto& client = world.join();
    worker.say(R"([64,1,{},"feed.weather.ask"])");
    client.say(R"([48,5,{},"feed.weather.ask"])");
    worker.heard();
    const Error why{"the message is too long", "wamp.error.payload_size_exceeded"};
    CHECK(worker.endpoint.on_oversized({row.begin, "{}"}, why));
    CHECK(worker.heard() == row.sender);
    CHECK(client.heard() == row.caller);
  }
}

TEST_CASE("a message too large to be taken ends the session if no error may be told") {
  Wamp2World world;
  auto& client = world.join();
  for (const char* begin : {
           R"([16,8,{},"feed.x",["xx)",                     // nobody waits for an answer
           R"([16,8,{"acknowledge":false},"feed.x",["xx)",  // likewise
           R"([16,8,{"exclude_authid":["xx)",               // nobody can say whether
           R"([48,0,{},"torrents.get",["xx)",
           R"([48,"xx)",  // no id
           R"([8,48)",
           R"([6,{"message":"xx)",
           "[7,1,{},[",
           "[]",
           "xx",
           "",
       }) {
    INFO(begin);
    CHECK(!client.endpoint.on_oversized({begin, "{}"}, {"too long", "wamp.error.x"}));
    CHECK(client.heard().empty());
  }
  Wamp2Dialog stranger(world.router);
  CHECK(
      !stranger.endpoint.on_oversized({R"([48,5,{},"torrents.get",["xx)", "{}"}, {"too long", ""}));
}

TEST_CASE("a worker is interrupted only if it said that it understands that") {
  for (const bool understands : {true, false}) {
    Wamp2World world;
    auto& worker = world.join("willy", understands ? R"({"call_canceling":true})" : "{}");
    auto& client = world.join();
    worker.say(R"([64,1,{},"feed.weather.ask"])");
    client.say(R"([48,5,{},"feed.weather.ask"])");
    worker.heard();
    CHECK(client.say(R"([49,5,{"mode":"kill"}])") == "ERROR 48 5 wamp.error.canceled");
    CHECK(worker.heard() == (understands ? R"(INTERRUPT 1 {"mode":"kill"})" : ""));
    CHECK(worker.say("[70,1,{},[2]]").empty());
    CHECK(client.heard().empty());
  }
}

TEST_CASE("what a worker unregistered, or left behind, is no procedure any more") {
  Wamp2World world;
  auto& worker = world.join("willy");
  auto& client = world.join();
  const std::string ask = R"([48,5,{},"feed.weather.ask"])";
  worker.say(R"([64,1,{},"feed.weather.ask"])");
  CHECK(worker.say("[66,2,1]") == "UNREGISTERED 2");
  CHECK(client.say(ask) == "ERROR 48 5 wamp.error.no_such_procedure");
  worker.say(R"([64,3,{},"feed.weather.ask"])");
  CHECK(client.say(ask).empty());
  worker.say(R"([6,{},"wamp.close.normal"])");
  CHECK(client.heard() == "ERROR 48 5 wamp.error.canceled");
  CHECK(client.say(ask) == "ERROR 48 5 wamp.error.no_such_procedure");
}

TEST_CASE("the clock runs while a worker is waited for, and a late one is given up") {
  Wamp2World world;
  auto& worker = world.join("willy");
  world.pass(20);
  auto& client = world.join();
  worker.say(R"([64,1,{},"feed.weather.ask"])");
  CHECK(!world.timer.runs());
  client.say(R"([48,5,{"timeout":3000},"feed.weather.ask"])");
  CHECK(world.timer.runs());
  world.pass(2);
  CHECK(client.heard().empty());
  world.pass(3);
  CHECK(client.heard() == "ERROR 48 5 wamp.error.timeout");
  CHECK(!world.timer.runs());
}
