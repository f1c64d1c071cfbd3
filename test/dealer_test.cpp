#include "router/dealer.h"

#include "dealer_world.h"

using namespace wst;
using namespace wst::test;

TEST_CASE("a worker may register what lies under its prefixes and is nobody else's") {
  struct Row {
    const char* who;
    const char* procedure;
    const char* refused;
  };
  for (const Row& row : {
           Row{"willy", "feed.weather", ""},
           Row{"willy", "feed.weather.rain.now", ""},
           Row{"willy", "feed.weatherman", "wamp.error.not_authorized"},
           Row{"willy", "feed.news", "wamp.error.not_authorized"},
           Row{"willy", "feed", "wamp.error.not_authorized"},
           Row{"willy", "torrent.stop", "wamp.error.not_authorized"},
           Row{"willy", "feed.weather.built.in", "wamp.error.not_authorized"},
           Row{"willy", "feed.weather.taken", "wamp.error.procedure_already_exists"},
           Row{"willy", "wamp.session.count", "wamp.error.invalid_uri"},
           Row{"willy", "feed.weather..x", "wamp.error.invalid_uri"},
           Row{"willy", "feed.weather x", "wamp.error.invalid_uri"},
           Row{"willy", "", "wamp.error.invalid_uri"},
           Row{"ada", "feed.weather", "wamp.error.not_authorized"},
           Row{"wanda", "feed.weather", "wamp.error.not_authorized"},
       }) {
    INFO(row.who << " " << row.procedure);
    DealerWorld world;
    world.callee.procedures.push_back("feed.weather.built.in");
    REQUIRE(world.offer(world.come("willy"), "feed.weather.taken").empty());
    CHECK(world.offer(world.come(row.who), row.procedure) == row.refused);
  }
}

TEST_CASE("prefixes without the role of a worker do not let one register") {
  DealerWorld world;
  auto& viewer = world.come(Identity{.role = Role::viewer, .prefixes = {"feed.weather"}});
  CHECK(world.offer(viewer, "feed.weather") == "wamp.error.not_authorized");
}

TEST_CASE("each call finds who answers it") {
  struct Row {
    const char* procedure;
    const char* told;  ///< at once
    std::size_t built_in;
    Lines worker;
  };
  for (const Row& row : {
           Row{"wamp.session.count", "result [1,[7]]", 0, {}},
           Row{"wamp.session.nonsense",
               "wamp.error.no_such_procedure: there is no procedure \"wamp.session.nonsense\" ",
               0,
               {}},
           Row{"feed.weather", "", 0, {"asked 1 [7]"}},
           Row{"torrent.stop", "", 1, {}},
           Row{"torrent.nope",
               "wamp.error.no_such_procedure: there is no procedure \"torrent.nope\" ",
               0,
               {}},
           Row{"not a uri",
               "wamp.error.invalid_uri: the procedure is not a URI: words with dots between them ",
               0,
               {}},
       }) {
    INFO(row.procedure);
    WorkerWorld world;
    world.make(world.caller, {.procedure = row.procedure, .payload = {.args = "[7]"}});
    CHECK(world.caller.heard == (*row.told ? Lines{row.told} : Lines{}));
    CHECK(world.callee.calls.size() == row.built_in);
    CHECK(world.worker.heard == row.worker);
  }
}

TEST_CASE("without meta procedures none of them can be called") {
  DealerWorld world;
  world.dealer.set_meta(nullptr);
  auto& caller = world.come();
  world.call(caller, "wamp.session.count");
  REQUIRE(caller.heard.size() == 1);
  CHECK(caller.heard[0].starts_with("wamp.error.no_such_procedure"));
}

TEST_CASE("what is built in is told who calls, with what, and whether parts are wanted") {
  for (const bool in_parts : {false, true}) {
    DealerWorld world;
    auto& caller = world.come("ada");
    world.make(caller, {.procedure = "torrent.add",
                        .payload = {.args = "[1]", .kwargs = R"({"a":2})"},
                        .receive_progress = in_parts});
    world.call(caller, "torrent.stop");
    REQUIRE(world.callee.calls.size() == 2);
    const auto& asked = world.callee.calls[0];
    CHECK(asked.procedure == "torrent.add");
    CHECK(asked.payload.args + asked.payload.kwargs == R"([1]{"a":2})");
    CHECK(static_cast<bool>(asked.receive_progress) == in_parts);
    CHECK(world.callee.calls[1].payload.args + world.callee.calls[1].payload.kwargs == "");
    world.callee.tell(R"({"step":1})");
    world.callee.end({.payload = wamp2::payload_of(R"({"ok":true})")});
    world.callee.end({Error{"no torrent 7", "wstorrent.error.no_such_torrent"}, {}});
    const Lines ends = {R"(result [{"ok":true}])",
                        "wstorrent.error.no_such_torrent: no torrent 7 "};
    auto expected = ends;
    if (in_parts) expected.insert(expected.begin(), R"(progress [{"step":1}])");
    CHECK(caller.heard == expected);
    CHECK(!world.dealer.waits());
  }
}

TEST_CASE("a call of what is built in ends by its cancelling, or goes on unheard") {
  for (const auto mode : {CancelMode::skip, CancelMode::kill, CancelMode::kill_no_wait}) {
    INFO(static_cast<int>(mode));
    DealerWorld world;
    auto& caller = world.come();
    const auto id = world.call(caller, "torrent.stop");
    world.dealer.cancel(id, mode);
    world.dealer.cancel(id, mode);
    world.dealer.cancel(id + 1, mode);
    const bool goes_on = mode == CancelMode::skip;
    CHECK(world.callee.forgotten.size() == (goes_on ? 1 : 0));
    CHECK(world.callee.cancelled.size() == (goes_on ? 0 : 1));
    CHECK(caller.heard.empty());
  }
}

TEST_CASE("a dealer that ends is told nothing by what is built in") {
  FakeCallee callee;
  {
    DealerWorld world;
    Dealer dealer(callee);
    dealer.call({world.come().identity()}, {.procedure = "torrent.stop"});
    CHECK(callee.calls.size() == 1);
  }
  CHECK(callee.forgotten.size() == 1);
}

TEST_CASE("a worker's requests count from one over all it registered") {
  WorkerWorld world;
  auto& other = world.come("wanda");
  REQUIRE(world.offer(world.worker, "feed.weather.rain").empty());
  REQUIRE(world.offer(other, "feed.news").empty());
  for (const char* procedure : {"feed.weather", "feed.weather.rain", "feed.news", "feed.weather"}) {
    world.call(world.caller, procedure);
  }
  CHECK(world.worker.heard == Lines{"asked 1 ", "asked 2 ", "asked 3 "});
  CHECK(other.heard == Lines{"asked 1 "});
}

TEST_CASE("no more is registered, and no worker asked more, than there is a limit for") {
  DealerWorld world;
  auto& worker = world.come("willy");
  auto& caller = world.come();
  for (int i = 0; i < 1'000; ++i) {
    REQUIRE(world.offer(worker, "feed.weather.n" + std::to_string(i)).empty());
    world.call(caller, "feed.weather.n0");
  }
  CHECK(world.offer(worker, "feed.weather.more") == "wstorrent.error.busy");
  CHECK(caller.heard.empty());
  world.call(caller, "feed.weather.n1");
  REQUIRE(caller.heard.size() == 1);
  CHECK(caller.heard[0].starts_with("wstorrent.error.busy: "));
  world.dealer.on_yield(worker, {.request = 7});
  world.call(caller, "feed.weather.n1");
  CHECK(worker.heard.back() == "asked 1001 ");
}
