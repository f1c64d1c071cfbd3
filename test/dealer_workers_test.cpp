#include "dealer_world.h"
#include "router/dealer.h"

using namespace wst;
using namespace wst::test;

TEST_CASE("what a worker answers is what the caller is told") {
  const wamp2::Payload both{.args = "[1,2]", .kwargs = R"({"a":3})"};
  WorkerWorld world;
  auto& heard = world.caller.heard;
  world.call(world.caller, "feed.weather");
  world.dealer.on_yield(world.worker, {.request = 1, .payload = both});
  CHECK(heard.back() == R"(result [1,2]{"a":3})");

  struct Row {
    wamp2::InvocationError said;
    const char* told;
  };
  for (const Row& row : {
           Row{{.request = 2, .uri = "feed.error.fog"}, "feed.error.fog: \"feed.weather\" failed "},
           Row{{.request = 3, .uri = "feed.error.fog", .payload = {.args = R"(["too thick",1])"}},
               R"(feed.error.fog: too thick ["too thick",1])"},
           Row{{.request = 4, .uri = "feed.error.fog", .payload = {.kwargs = R"({"a":1})"}},
               R"(feed.error.fog: "feed.weather" failed {"a":1})"},
           Row{{.request = 5, .uri = "not a uri", .payload = {.args = "[7]"}},
               R"(wamp.error.runtime_error: "feed.weather" failed [7])"},
           Row{{.request = 6, .uri = ""}, R"(wamp.error.runtime_error: "feed.weather" failed )"},
       }) {
    INFO(row.said.request);
    world.call(world.caller, "feed.weather");
    world.dealer.on_error(world.worker, row.said);
    CHECK(heard.back() == row.told);
  }
  CHECK(heard.size() == 6);
  CHECK(!world.dealer.waits());
}

TEST_CASE("a worker's answer in parts reaches only who asked for parts") {
  for (const bool in_parts : {false, true}) {
    WorkerWorld world;
    world.make(world.caller, {.procedure = "feed.weather", .receive_progress = in_parts});
    CHECK(world.worker.heard.back() == (in_parts ? "asked 1 in parts " : "asked 1 "));
    world.dealer.on_yield(world.worker, {.request = 1, .progress = true, .payload = {"[1]"}});
    world.dealer.on_yield(world.worker, {.request = 1, .progress = true, .payload = {"[2]"}});
    world.dealer.on_yield(world.worker, {.request = 1, .payload = {"[3]"}});
    CHECK(world.caller.heard ==
          (in_parts ? Lines{"progress [1]", "progress [2]", "result [3]"} : Lines{"result [3]"}));
  }
}

TEST_CASE("answers that nobody waits for are ignored") {
  WorkerWorld world;
  auto& other = world.come("wanda");
  world.dealer.on_yield(world.worker, {.request = 1});
  world.call(world.caller, "feed.weather");
  world.dealer.on_yield(world.worker, {.request = 2});
  world.dealer.on_yield(world.caller, {.request = 1});
  world.dealer.on_yield(other, {.request = 1});
  world.dealer.on_error(other, {.request = 1, .uri = "feed.error.fog"});
  CHECK(world.caller.heard.empty());
  world.dealer.on_yield(world.worker, {.request = 1});
  world.dealer.on_yield(world.worker, {.request = 1});
  world.dealer.on_yield(world.worker, {.request = 1, .progress = true});
  world.dealer.on_error(world.worker, {.request = 1, .uri = "feed.error.fog"});
  CHECK(world.caller.heard == Lines{"result "});
}

TEST_CASE("a worker hears of a cancelled call unless it may go on, and nobody is told of it") {
  struct Row {
    CancelMode mode;
    Lines worker;
  };
  for (const Row& row : {Row{CancelMode::skip, {"asked 1 "}},
                         Row{CancelMode::kill, {"asked 1 ", "interrupt 1 kill"}},
                         Row{CancelMode::kill_no_wait, {"asked 1 ", "interrupt 1 kill_no_wait"}}}) {
    WorkerWorld world;
    const auto id = world.call(world.caller, "feed.weather");
    world.dealer.cancel(id, row.mode);
    world.dealer.cancel(id, row.mode);
    world.dealer.on_yield(world.worker, {.request = 1});
    world.dealer.on_error(world.worker, {.request = 1, .uri = "wamp.error.canceled"});
    CHECK(world.worker.heard == row.worker);
    CHECK(world.caller.heard.empty());
    CHECK(!world.dealer.waits());
  }
}

TEST_CASE("a worker has all the time it was given and not a second more than one") {
  struct Row {
    double timeout;
    int patient;  ///< seconds that it is waited for at least
    const char* said;
  };
  for (const Row& row : {Row{60, 60, "60"}, Row{2, 2, "2"}, Row{0.5, 0, "0.5"}, Row{0, 60, "60"},
                         Row{-1, 60, "60"}}) {
    INFO(row.timeout);
    WorkerWorld world;
    world.make(world.caller, {.procedure = "feed.weather", .timeout = row.timeout});
    for (int second = 0; second < row.patient; ++second) world.dealer.on_second();
    CHECK(world.caller.heard.empty());
    CHECK(world.dealer.waits());
    world.dealer.on_second();
    CHECK(!world.dealer.waits());
    CHECK(world.worker.heard.back() == "interrupt 1 kill_no_wait");
    world.dealer.on_second();
    world.dealer.on_yield(world.worker, {.request = 1});
    CHECK(world.caller.heard ==
          Lines{"wamp.error.timeout: the worker that answers \"feed.weather\" took longer than " +
                std::string(row.said) + " seconds "});
  }
}

TEST_CASE("what is built in has deadlines of its own") {
  DealerWorld world;
  auto& caller = world.come();
  world.make(caller, {.procedure = "torrent.stop", .timeout = 1});
  CHECK(!world.dealer.waits());
  for (int second = 0; second < 100; ++second) world.dealer.on_second();
  CHECK(caller.heard.empty());
}

TEST_CASE("when a worker goes its callers are told, and its names are free") {
  WorkerWorld world;
  auto& heir = world.come("willy");
  world.call(world.caller, "feed.weather");
  world.call(world.caller, "feed.weather");
  world.call(world.caller, "torrent.stop");
  world.dealer.detach(world.worker);
  const std::string told =
      "wamp.error.canceled: the worker that was to answer \"feed.weather\" has gone ";
  CHECK(world.caller.heard == Lines{told, told});
  CHECK(!world.dealer.waits());
  world.dealer.on_yield(world.worker, {.request = 1});
  CHECK(world.offer(heir, "feed.weather").empty());
  world.call(world.caller, "feed.weather");
  CHECK(heir.heard == Lines{"asked 1 "});
  CHECK(world.caller.heard.size() == 2);
}

TEST_CASE("when a caller goes its calls go on and nobody is told") {
  WorkerWorld world;
  auto& other = world.come();
  world.call(world.caller, "feed.weather");
  world.call(world.caller, "torrent.stop");
  world.call(other, "feed.weather");
  world.dealer.detach(world.caller);
  CHECK(world.callee.forgotten.size() == 1);
  CHECK(world.callee.cancelled.empty());
  world.dealer.on_yield(world.worker, {.request = 1});
  world.dealer.on_yield(world.worker, {.request = 2});
  CHECK(world.worker.heard == Lines{"asked 1 ", "asked 2 "});
  CHECK(world.caller.heard.empty());
  CHECK(other.heard == Lines{"result "});
}

TEST_CASE("a worker that called itself goes without a word") {
  WorkerWorld world;
  world.call(world.worker, "feed.weather");
  world.dealer.detach(world.worker);
  CHECK(world.worker.heard == Lines{"asked 1 "});
}

TEST_CASE("only its own registrations does a session end, and calls under way are answered") {
  WorkerWorld world;
  CHECK(!world.dealer.unregister(world.caller, world.registration));
  CHECK(!world.dealer.unregister(world.worker, world.registration + 1));
  world.call(world.caller, "feed.weather");
  CHECK(world.dealer.unregister(world.worker, world.registration));
  CHECK(!world.dealer.unregister(world.worker, world.registration));
  world.dealer.on_yield(world.worker, {.request = 1});
  world.call(world.caller, "feed.weather");
  REQUIRE(world.caller.heard.size() == 2);
  CHECK(world.caller.heard[0] == "result ");
  CHECK(world.caller.heard[1].starts_with("wamp.error.no_such_procedure: "));
  const auto again = world.dealer.register_(world.worker, world.worker, "feed.weather");
  REQUIRE(again);
  CHECK(again.value() != world.registration);
  world.call(world.caller, "feed.weather");
  CHECK(world.worker.heard.back() == "asked 2 ");
}

TEST_CASE("whoever is told the end of a call may end all others, its own session too") {
  WorkerWorld world;
  auto& other = world.come();
  std::vector<CallId> ids;
  const auto end_all = [&](const CallResult&) {
    for (const auto id : ids) world.dealer.cancel(id, CancelMode::kill);
    world.dealer.detach(world.caller);
    world.dealer.detach(other);
  };
  for (auto* caller : {&world.caller, &other, &world.caller}) {
    ids.push_back(
        world.make(*caller, {.procedure = "feed.weather", .timeout = 1, .on_done = end_all}));
    ids.push_back(world.make(*caller, {.procedure = "torrent.stop", .on_done = end_all}));
  }
  SECTION("as its worker goes") { world.dealer.detach(world.worker); }
  SECTION("as time runs out") {
    for (int second = 0; second < 2; ++second) world.dealer.on_second();
  }
  SECTION("as it is answered") { world.dealer.on_yield(world.worker, {.request = 1}); }
  CHECK(world.caller.heard.size() == 1);
  CHECK(other.heard.empty());
  CHECK(world.callee.calls.empty());
  CHECK(!world.dealer.waits());
}
