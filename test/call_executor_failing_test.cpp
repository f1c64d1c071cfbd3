// What callers are told when Transmission, or the way to it, fails.
#include <string>

#include "call_executor_world.h"
#include "catch.h"

using namespace wst;
using namespace wst::test;

namespace {

const std::string down =
    "Unable to send request to 'http://127.0.0.1:9091/transmission/rpc/': "
    "Could not connect to server\n";

void fail_run(CallExecutorWorld& world, const std::string& printed = down) {
  world.runner.print_error(printed);
  world.runner.end_with(1);
}

/// From now on every run but the probe ends ill, until nothing is left to do.
void fail_all(CallExecutorWorld& world) {
  for (int rounds = 0; world.runner.running() > 0 || world.timer.runs(); ++rounds) {
    REQUIRE(rounds < 1000);
    const bool probe =
        world.runner.running() > 0 && world.runner.commands.back().argv.back() == "-V";
    if (probe) world.serve();
    if (!probe && world.runner.running() > 0) fail_run(world);
    world.turn();
  }
}

}  // namespace

TEST_CASE("Before the first sample calls wait for one, which also asks the version") {
  CallExecutorWorld world;
  Told& told = world.call("torrent.start", ids(2));
  world.settle();
  CHECK(told.result() == R"({"ok":true,"confirmed":true})");
  CHECK(world.runner.commands.at(0).argv.back() == "-V");
  CHECK(world.ran().at(1) == "sample");
  CHECK_THAT(world.ran().at(2), contains("--start"));
}

TEST_CASE("When torrents were last looked at long ago they are looked at before ids are trusted") {
  CallExecutorWorld world;
  world.get_going();
  const double age = GENERATE(9, 11);
  world.time += age;
  world.daemon.torrents = {{1, {hash_of('c'), "another"}}};
  Told& told = world.call("torrent.start", ids(1));
  world.settle();
  REQUIRE(!told.outcomes.at(0).error);
  CHECK_THAT(told.result(), contains(age > 10 ? R"("confirmed":true)" : R"("confirmed":false)"));
  CHECK(world.daemon.torrents.at(1).status == (age > 10 ? 4 : 0));
}

TEST_CASE("A source that fails fails every call that waits, with its reason and what to do") {
  CallExecutorWorld world;
  for (int i = 0; i < 3; ++i) world.call("torrent.start", ids(1));
  world.call("torrents.get");
  world.call("session.get");
  fail_all(world);
  for (const Told& told : world.callers) {
    CHECK(told.uri() == "wstorrent.error.source_failed");
    CHECK_THAT(told.message(), contains("transmission-daemon at 127.0.0.1:9091 cannot be reached"));
    CHECK_THAT(told.message(), contains(". Start it (systemctl start transmission-daemon)"));
    CHECK(!told.message().ends_with('.'));
  }
}

TEST_CASE("A failure in between fails that call, the rest waits for a good sample") {
  CallExecutorWorld world;
  world.get_going();
  Told& failed = world.call("torrent.start", ids(1));
  world.turn();
  fail_run(world);
  CHECK(failed.uri() == "wstorrent.error.source_failed");
  REQUIRE(world.sampling());
  Told& next = world.call("torrent.start", ids(2));
  world.settle();
  CHECK(next.result() == R"({"ok":true,"confirmed":true})");
}

TEST_CASE("A source that comes back serves the calls that come then") {
  CallExecutorWorld world;
  world.call("torrent.start", ids(1));
  fail_all(world);
  Told& next = world.call("torrent.start", ids(1));
  world.settle();
  CHECK(next.result() == R"({"ok":true,"confirmed":true})");
}

TEST_CASE("An action that was run, but whose sample fails, is said to be unconfirmed") {
  CallExecutorWorld world;
  world.get_going();
  Told& told = world.call("torrent.start", ids(1));
  world.turn();
  world.serve();
  fail_all(world);
  CHECK_THAT(told.result(),
             contains(R"({"ok":true,"confirmed":false,"note":"Transmission took it, but )"
                      "could not be asked since: transmission-daemon at 127.0.0.1:9091"));
}

TEST_CASE("A deadline is a timeout") {
  CallExecutorWorld world;
  world.get_going();
  Told& told = world.call("torrent.start", ids(1));
  world.turn();
  world.runner.end({Exit::Kind::timed_out, 0, "no end after 9 s"});
  world.settle();
  CHECK(told.uri() == "wamp.error.timeout");
  CHECK_THAT(told.message(), contains("did not answer in time: no end after 9 s"));
}

TEST_CASE("What Transmission refuses is told in its words, though the exit says all is well") {
  CallExecutorWorld world;
  world.get_going();
  world.daemon.refuses = "invalid or \\u001b[31mcorrupt torrent file";
  Told& told = world.call("torrent.start", ids(1));
  world.settle();
  CHECK(told.uri() == "wamp.error.invalid_argument");
  CHECK(told.message() == "Transmission refuses: invalid or [31mcorrupt torrent file");
}

TEST_CASE("A refusal is told as such when the exit status tells of it too, as in 3.00") {
  CallExecutorWorld world;
  world.daemon.version = "3.00";
  world.feed.sample_once([] {});
  world.serve();
  const auto debug = [](const std::string& json) {
    return "posting:\n--------\n> Authorization: Basic c2VjcmV0\ngot response (len " +
           std::to_string(json.size()) + "):\n--------\n" + json + "\n--------\n";
  };
  world.runner.print_error(debug(FakeTransmission().run({"-t", "all", "-i"})) +
                           debug(FakeTransmission().run({"-st"})));
  world.runner.end();
  REQUIRE(world.feed.table().size() == 2);

  Told& told =
      world.call("torrent.add", R"({"magnet":"magnet:?xt=urn:btih:)" + hash_of('c') + "\"}");
  world.turn();
  CHECK(world.runner.commands.back().argv.at(2) == "--debug");
  world.runner.print_error(debug(R"({"arguments":{},"result":"invalid or corrupt torrent file"})"));
  world.runner.print("Error: invalid or corrupt torrent file\n");
  world.runner.end_with(1);
  CHECK(told.uri() == "wamp.error.invalid_argument");
  CHECK(told.message() == "Transmission refuses: invalid or corrupt torrent file");
}

TEST_CASE("Newer versions say nothing to a start: the sample does") {
  CallExecutorWorld world;
  world.get_going();
  Told& told = world.call("torrent.start", ids(1));
  world.turn();
  if (GENERATE(true, false)) world.daemon.torrents.at(1).status = 4;
  world.runner.end();
  world.settle();
  CHECK_THAT(told.result(),
             contains(world.daemon.torrents.at(1).status == 4 ? R"("confirmed":true)"
                                                              : R"("confirmed":false)"));
}

TEST_CASE("An end that looks well is none without a fitting answer") {
  CallExecutorWorld world;
  world.get_going();
  const bool add = GENERATE(true, false);
  const std::string magnet = R"({"magnet":"magnet:?xt=urn:btih:)" + hash_of('c') + "\"}";
  Told& told = add ? world.call("torrent.add", magnet) : world.call("torrent.start", ids(1));
  world.turn();
  const std::string printed = GENERATE("<h1>It works</h1>", R"({"result":"succ)", "stderr");
  INFO(printed);
  if (printed == "stderr") {
    world.runner.print_error("The TR_AUTH environment variable is not set\n");
  } else {
    world.runner.print(printed);
  }
  world.runner.end();
  world.settle();
  CHECK(told.uri() == "wstorrent.error.source_failed");
}

TEST_CASE("An add that is answered with nothing has not been done") {
  CallExecutorWorld world;
  world.get_going();
  Told& told =
      world.call("torrent.add", R"({"magnet":"magnet:?xt=urn:btih:)" + hash_of('c') + "\"}");
  world.turn();
  world.runner.end();
  CHECK(told.uri() == "wstorrent.error.source_failed");
  CHECK_THAT(told.message(), contains("it does not name what was added"));
}

TEST_CASE("Where the client hides why it failed, the feed finds out") {
  CallExecutorWorld world;
  world.get_going();
  Told& told = world.call("torrent.start", ids(1));
  world.turn();
  world.runner.end_with(1);
  CHECK(!told.over());
  REQUIRE(world.sampling());
  world.runner.end_with(1);
  CHECK(world.runner.commands.back().argv.at(2) == "--debug");
  fail_run(world, "* connect to 127.0.0.1 port 9091 failed: Connection refused\n");
  CHECK(told.uri() == "wstorrent.error.source_failed");
  CHECK_THAT(told.message(), contains("connection refused"));
}

TEST_CASE("Where it hides why it failed and the feed finds nothing wrong, that much is told") {
  CallExecutorWorld world;
  world.get_going();
  Told& told = world.call("torrent.start", ids(1));
  world.turn();
  world.runner.end_with(1);
  world.settle();
  CHECK(told.uri() == "wstorrent.error.source_failed");
  CHECK_THAT(told.message(), contains("got no answer"));
}

TEST_CASE("No credentials of a debug stream reach a caller") {
  CallExecutorWorld world;
  world.get_going();
  Told& told = world.call("torrent.start", ids(1));
  world.turn();
  fail_run(world, "posting:\n> Authorization: Basic dXNlcjpzZWNyZXQ=\n< HTTP/1.1 500 no\n");
  CHECK(told.over());
  CHECK_THAT(told.message(), !contains("dXNlcjpzZWNyZXQ="));
}

TEST_CASE("A daemon that has only just begun is not asked without end") {
  CallExecutorWorld world;
  world.get_going();
  world.time += 100;
  world.daemon.torrents.clear();
  world.daemon.seconds_active = 3;
  Told& told = world.call("torrent.start", ids(1));
  world.settle();
  CHECK(told.uri() == "wstorrent.error.source_failed");
  CHECK_THAT(told.message(), contains("knows no torrents yet. Try again in a moment"));
  CHECK(world.runner.commands.size() < 10);
}
