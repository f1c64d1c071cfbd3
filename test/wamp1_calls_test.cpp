#include <vector>

#include "wamp1_dialog.h"

using namespace wst;
using namespace wst::test;

namespace {

/// A worker and two others who watch what it publishes, as it does itself.
struct WeatherWorld : Wamp1World {
  WeatherWorld() {
    for (auto* client : {&worker, &one, &other}) {
      REQUIRE(client->say(subscribe("feed.weather")).empty());
    }
  }
  [[nodiscard]] std::string id_of(const Wamp1Dialog& client) const {
    return quoted(std::to_string(client.endpoint.id()));
  }

  Wamp1Dialog& worker = join_worker();
  Wamp1Dialog& one = join();
  Wamp1Dialog& other = join();
};

}  // namespace

TEST_CASE("a v1 call hands on its arguments as they came and is answered under its id") {
  struct Row {
    const char* sent;
    const char* args;
    const char* id;
  };
  for (const Row& row : {
           Row{R"([2,"x","torrents.get"])", "[]", R"("x")"},
           Row{R"([2,"x","torrents.get",7])", "[7]", R"("x")"},
           Row{R"([2,"x","torrents.get",[7,8]])", "[[7,8]]", R"("x")"},
           Row{R"([2,"x","torrents.get",{"ids":[7]},null])", R"([{"ids":[7]},null])", R"("x")"},
           Row{R"([2,7,"t:get", 12345678901234567890 ])", "[12345678901234567890]", "7"},
           Row{R"([2,null,"t:get"])", "[]", "null"},
       }) {
    INFO(row.sent);
    Wamp1World world;
    auto& client = world.join();
    client.say(R"([1,"t","torrents."])");
    CHECK(client.say(row.sent).empty());
    REQUIRE(world.callee.calls.size() == 1);
    CHECK(world.callee.calls[0].procedure == "torrents.get");
    CHECK(world.callee.calls[0].payload.args == row.args);
    CHECK(world.callee.calls[0].payload.kwargs.empty());
    CHECK(!world.callee.calls[0].receive_progress);
    world.callee.end({.payload = wamp2::payload_of(R"({"ok":true})")});
    CHECK(client.heard() == "[3," + std::string(row.id) + R"(,{"ok":true}])");
  }
}

TEST_CASE("a v1 call that fails is answered with URI and sentence") {
  Wamp1World world;
  auto& client = world.join();
  client.say(R"([2,"x","torrents.get",7])");
  world.callee.end({Error{"there is no torrent 7", "wstorrent.error.no_such_torrent"}, {}});
  CHECK(client.heard() == R"([4,"x","wstorrent.error.no_such_torrent","there is no torrent 7"])");
}

TEST_CASE("a v1 call id serves for one call at a time") {
  Wamp1World world;
  auto& client = world.join();
  client.say(R"([2,"x","torrents.get",7])");
  CHECK(client.say(R"([2,"x","torrents.get",8])")
            .starts_with(R"([4,"x","wamp.error.invalid_argument",)"));
  CHECK(world.callee.calls.size() == 1);
  world.callee.end();
  CHECK(client.heard() == R"([3,"x",{"ok":true}])");
  CHECK(client.say(R"([2,"x","torrents.get",8])").empty());
  CHECK(world.callee.calls.size() == 1);
}

TEST_CASE("v1 calls past the limit are answered busy") {
  Wamp1World world({.calls = 1});
  auto& client = world.join();
  client.say(R"([2,"x","torrents.get",7])");
  CHECK(client.say(R"([2,"y","torrents.get",7])").starts_with(R"([4,"y","wstorrent.error.busy",)"));
}

TEST_CASE("the calls of a v1 client that is gone go on unheard") {
  Wamp1World world;
  world.join().say(R"([2,"x","torrents.get",7])");
  world.clients.clear();
  CHECK(world.callee.forgotten.size() == 1);
  CHECK(world.callee.cancelled.empty());
}

TEST_CASE("what a v1 worker publishes reaches whom it is for") {
  WeatherWorld world;
  const auto one = world.id_of(world.one);
  const auto other = world.id_of(world.other);
  struct Row {
    std::string options;  ///< behind the event
    std::string reached;  ///< worker, one, other
  };
  for (const Row& row : {
           Row{"", "w12"},
           Row{",false", "w12"},
           Row{",null", "w12"},
           Row{",true", "12"},
           Row{",7", ""},
           Row{R"(,"yes")", ""},
           Row{",[]", "w12"},
           Row{",[" + one + "]", "w2"},
           Row{",[" + one + "," + other + "]", "w"},
           Row{R"(,["none","","1x"," 1"])", "w12"},
           Row{",[],[]", "w12"},
           Row{",[],null", "w12"},
           Row{",null,[" + one + "]", "1"},
           Row{",true,[" + one + "]", "1"},
           Row{",[" + one + "],[" + one + "," + other + "]", "2"},
           Row{R"(,[],["none"])", ""},
           Row{",[],7", ""},
           Row{",[7]", ""},
       }) {
    INFO(row.options);
    const auto heard = [&](const char* who, const std::string& told) {
      if (!told.empty()) CHECK(told == event("feed.weather", R"({"rain":[ ]})"));
      return told.empty() ? "" : std::string(who);
    };
    const std::string message = R"([7,"feed.weather",{"rain":[ ]})" + row.options + "]";
    const auto by_itself = heard("w", world.worker.say(message));
    CHECK(by_itself + heard("1", world.one.heard()) + heard("2", world.other.heard()) ==
          row.reached);
    CHECK(world.worker.connection.wakes > 0);
  }
}

TEST_CASE("a v1 event has every JSON value, empty objects too") {
  WeatherWorld world;
  for (const char* json : {"null", "{}", "[]", "0", "false", R"("")", R"({"a":[{}]})",
                           "12345678901234567890", "[1,2]"}) {
    INFO(json);
    world.worker.say(R"([7,"feed.weather",)" + std::string(json) + "]");
    CHECK(world.one.heard() == event("feed.weather", json));
  }
}

TEST_CASE("a v1 worker publishes by any spelling, and only under its own prefixes") {
  WeatherWorld world;
  world.worker.say(R"([1,"f","feed."])");
  CHECK(world.worker.say(R"([7,"f:weather",1,true])").empty());
  CHECK(world.one.heard() == event("feed.weather", "1"));
  CHECK(world.worker.say("[7," + quoted(form("feed.weather")) + ",2,true]").empty());
  CHECK(world.one.heard() == event("feed.weather", "2"));
  CHECK(world.worker.say(R"([7,"feed.news",1])").empty());
  CHECK(world.worker.say(R"([7,"torrents",1])").empty());
  CHECK(world.one.say(R"([7,"feed.weather",1])").empty());
  CHECK(world.other.heard() == event("feed.weather", "1") + "\n" + event("feed.weather", "2"));
}

TEST_CASE("a v1 login does not show its token to anybody") {
  Wamp1World world;
  auto& client = world.join();
  client.say(subscribe(form("torrents", "245", R"("s3cret")")));
  for (const auto& [id, pattern] : world.router.broker().patterns()) {
    CHECK(pattern->uri == "torrents");
  }
  auto& other = world.join();
  CHECK(other.say(subscribe("torrents")).find("s3cret") == std::string::npos);
}

TEST_CASE("a v1 client that is ended by an administrator is closed so that it stays away") {
  Wamp1World world;
  auto& client = world.join();
  client.say(subscribe("torrents"));
  client.endpoint.on_killed("wamp.close.killed", "you again");
  CHECK(client.heard() == "close 4403");
  CHECK(world.torrents.watchers == 0);
}
