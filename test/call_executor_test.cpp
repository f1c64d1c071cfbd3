// What callers are told of what they ask for.
#include "feed/call_executor.h"

#include <string>
#include <vector>

#include "call_executor_world.h"
#include "catch.h"

using namespace wst;
using namespace wst::test;

TEST_CASE("CallExecutor has every procedure of the table and no other") {
  CallExecutorWorld world;
  for (const Procedure& procedure : procedures())
    CHECK(world.control.has(std::string(procedure.name)));
  CHECK(!world.control.has("torrent.explode"));
}

TEST_CASE("An action is run by hash, sampled, and answered as confirmed") {
  CallExecutorWorld world;
  world.get_going();
  Told& told = world.call("torrent.start", ids(2));
  world.settle();
  REQUIRE(world.runner.commands.size() == 2);
  CHECK_THAT(world.ran()[0], contains(hash_of('b')));
  CHECK(world.ran()[1] == "sample");
  CHECK(told.result() == R"({"ok":true,"confirmed":true})");
  CHECK(world.daemon.torrents.at(2).status == 4);
  CHECK(world.daemon.torrents.at(1).status == 0);
}

TEST_CASE("A torrent may be named by its hash") {
  CallExecutorWorld world;
  world.get_going();
  Told& told = world.call("torrent.start", R"({"ids":[")" + hash_of('a') + R"("]})");
  world.settle();
  CHECK(told.result() == R"({"ok":true,"confirmed":true})");
  CHECK(world.daemon.torrents.at(1).status == 4);
}

TEST_CASE("An action gets what the feed's samples get, and a deadline") {
  CallExecutorWorld world;
  world.get_going();
  world.call("torrent.start", ids(1));
  world.turn();
  const Command& command = world.runner.commands.back();
  CHECK(command.argv[0] == "transmission-remote");
  CHECK(command.argv[1] == "127.0.0.1:9091");
  CHECK(command.argv[2] == "-j");
  CHECK(command.environment == std::vector<std::string>{"A=b"});
  CHECK(command.deadline == 9);
  CHECK(command.max_output == 12'345);
}

TEST_CASE("What the next sample does not show is not confirmed, and that is said") {
  CallExecutorWorld world;
  world.get_going();
  world.daemon.listens = false;
  Told& told = world.call("torrent.start", ids(1));
  world.settle();
  CHECK_THAT(told.result(), contains(R"({"ok":true,"confirmed":false,"note":")"));
}

TEST_CASE("What shows a little later is confirmed then") {
  CallExecutorWorld world;
  world.get_going();
  world.daemon.listens = false;
  Told& told = world.call("torrent.start", ids(1));
  world.turn();
  world.serve();
  world.serve();
  CHECK(!told.over());
  CHECK(world.patience.runs());
  world.daemon.torrents.at(1).status = 4;
  world.wait();
  world.serve();
  CHECK(told.result() == R"({"ok":true,"confirmed":true})");
  CHECK(!world.patience.runs());
  CHECK(world.ran() ==
        std::vector<std::string>{"--torrent=" + hash_of('a') + " --start", "sample", "sample"});
}

TEST_CASE("What does not show is looked for a while, and others are served meanwhile") {
  CallExecutorWorld world;
  world.get_going();
  world.daemon.listens = false;
  const double began = world.time;
  Told& told = world.call("torrent.start", ids(1));
  world.turn();
  world.serve();
  world.serve();
  world.daemon.listens = true;
  Told& other = world.call("torrent.start", ids(2));
  world.turn();
  world.serve();
  world.serve();
  CHECK_THAT(other.result(), contains(R"("confirmed":true)"));
  CHECK(!told.over());
  world.settle();
  CHECK_THAT(told.result(), contains(R"("confirmed":false)"));
  CHECK(world.time - began <= 2);
}

TEST_CASE("To look again and again takes half of the time at most") {
  struct Case {
    double sample, rest;
  };
  for (const auto& [sample, rest] :
       {Case{0, 0.02}, Case{0.0625, 0.0625}, Case{3, 0.1}, Case{-60, 0.02}}) {
    CallExecutorWorld world;
    world.get_going();
    world.daemon.listens = false;
    world.call("torrent.start", ids(1));
    world.turn();
    world.serve();
    world.time += sample;
    world.serve();
    INFO(sample);
    REQUIRE(world.patience.runs());
    CHECK(world.patience.first_after.value() == rest);
  }
}

TEST_CASE("Nobody looks again for a call that was cancelled") {
  CallExecutorWorld world;
  world.get_going();
  world.daemon.listens = false;
  const Told& told = world.call("torrent.start", ids(1));
  world.turn();
  world.serve();
  world.serve();
  world.control.cancel(told.id);
  world.wait();
  CHECK(world.runner.running() == 0);
  CHECK(!world.patience.runs());
}

TEST_CASE("A removed torrent is confirmed by its absence") {
  CallExecutorWorld world;
  world.get_going();
  Told& told = world.call("torrent.remove", ids(1));
  world.settle();
  CHECK(told.result() == R"({"ok":true,"confirmed":true})");
  CHECK(world.feed.table().size() == 1);
}

TEST_CASE("A setting of the session is confirmed by the settings sampled after it") {
  CallExecutorWorld world;
  world.get_going();
  world.daemon.listens = GENERATE(true, false);
  Told& told = world.call("session.set", R"({"alt_speed":true})");
  world.settle();
  CHECK_THAT(world.runner.commands.back().argv.back(), contains("-si"));
  CHECK_THAT(told.result(),
             contains(world.daemon.listens ? R"("confirmed":true)" : R"("confirmed":false)"));
  world.feed.sample_once([] {});
  CHECK_THAT(world.runner.commands.back().argv.back(), !contains("-si"));
}

TEST_CASE("Torrents that an action touched are asked about in detail, once") {
  CallExecutorWorld world;
  world.get_going();
  world.call("torrent.start", ids(2));
  world.turn();
  world.serve();
  REQUIRE(world.sampling());
  const auto asks = [&] {
    const auto& argv = world.runner.commands.back().argv;
    return std::find(argv.begin(), argv.end(), hash_of('b')) != argv.end();
  };
  CHECK(asks());
  world.settle();
  world.feed.sample_once([] {});
  CHECK(!asks());
}

TEST_CASE("A torrent that there is not is named, and nothing is run") {
  CallExecutorWorld world;
  world.get_going();
  const auto [kwargs, named] = GENERATE(
      std::pair<std::string, std::string>{R"({"ids":[1,77]})", "there is no torrent 77"},
      std::pair<std::string, std::string>{R"({"ids":[")" + hash_of('c') + R"("]})",
                                          "there is no torrent with hash " + hash_of('c')});
  Told& told = world.call("torrent.stop", kwargs);
  world.settle();
  CHECK(told.uri() == "wstorrent.error.no_such_torrent");
  CHECK(told.message() == named);
  CHECK(world.runner.commands.empty());
}

TEST_CASE("A torrent that goes while a call waits is one that there is not") {
  CallExecutorWorld world;
  world.get_going();
  for (int i = 0; i < 4; ++i) world.call("session.set", R"({"alt_speed":true})");
  Told& late = world.call("torrent.start", ids(1));
  world.turn();
  world.feed.tick();
  world.daemon.torrents.erase(1);
  world.settle();
  CHECK(late.uri() == "wstorrent.error.no_such_torrent");
  CHECK_THAT(world.ran().back(), !contains(hash_of('a')));
}

TEST_CASE("A torrent that goes just before its run is not confirmed") {
  CallExecutorWorld world;
  world.get_going();
  Told& told = world.call("torrent.start", ids(1));
  world.turn();
  world.daemon.torrents.erase(1);
  world.settle();
  CHECK_THAT(told.result(), contains(R"({"ok":true,"confirmed":false,"note":")"));
}

TEST_CASE("What this server does not allow is refused to administrators too, and nothing is run") {
  CallExecutorWorld world({}, {.allowed_dirs = {"/srv"}, .add_url = false});
  Told& move = world.call("torrent.move", R"({"ids":[1],"dir":"/etc"})");
  Told& add = world.call("torrent.add", R"({"url":"http://a.org/b.torrent"})");
  world.turn();
  for (const Told* told : {&move, &add}) CHECK(told->uri() == "wamp.error.not_authorized");
  CHECK(world.runner.commands.empty());
}

TEST_CASE("What cannot be called is refused from the loop, and nothing is run") {
  CallExecutorWorld world;
  Told& unknown = world.call("torrent.explode");
  Told& wrong = world.call("torrent.stop", R"({"ids":["all"]})");
  Told& never = world.call("torrent.start_now", ids(1));
  world.turn();
  CHECK(unknown.uri() == "wamp.error.no_such_procedure");
  CHECK(wrong.uri() == "wamp.error.invalid_argument");
  CHECK(never.uri() == "wstorrent.error.unsupported");
  CHECK(world.runner.commands.empty());
}

TEST_CASE("What this version cannot do is refused without a run") {
  CallExecutorWorld world;
  world.get_going();
  Told& told = world.call("torrent.set", R"({"ids":[1],"sequential":true})");
  world.settle();
  CHECK(told.uri() == "wstorrent.error.unsupported");
  CHECK(world.runner.commands.empty());
}

TEST_CASE("All torrents, or some, are told after a sample") {
  CallExecutorWorld world;
  world.get_going();
  world.daemon.torrents.at(1).name = "renamed";
  Told& all = world.call("torrents.get", "{}");
  Told& some = world.call("torrents.get", ids(2));
  Told& none = world.call("torrents.get", R"({"ids":[2,9]})");
  world.settle();
  CHECK(all.result() == "{\"at\":1000000,\"cursor\":" +
                            json_quote(world.feed.table().cursor(world.feed.table().version())) +
                            ",\"torrents\":" + world.feed.table().rows() + "}");
  CHECK_THAT(all.result(), contains("renamed"));
  CHECK(some.result() == "{\"at\":1000000,\"cursor\":" +
                             json_quote(world.feed.table().cursor(world.feed.table().version())) +
                             ",\"torrents\":[" + *world.feed.table().row(2) + "]}");
  CHECK(none.uri() == "wstorrent.error.no_such_torrent");
}

TEST_CASE("Everybody who asks what is shares one sample") {
  CallExecutorWorld world;
  world.get_going();
  for (int i = 0; i < 50; ++i) world.call(i % 2 ? "torrents.get" : "session.get");
  world.settle();
  for (const Told& told : world.callers) CHECK(told.over());
  CHECK(world.runner.commands.size() <= 2);
}

TEST_CASE("The session is told as its topic tells it, with settings sampled for it") {
  CallExecutorWorld world;
  world.get_going();
  world.daemon.alt_speed = true;
  Told& told = world.call("session.get", "{}");
  world.settle();
  CHECK(told.result() == world.session.payload(0));
  CHECK_THAT(told.result(), contains(R"("alt_speed":true)"));
}
