#include <functional>

#include "feed/feed.h"
#include "feed_world.h"
#include "recordings.h"

using namespace wst;
using namespace wst::test;

namespace {

/// A way in which a sample goes wrong, and what is then said.
struct Trouble {
  std::string name;
  std::string printed;  ///< on stdout
  std::string said;     ///< on stderr
  Exit exit;
  std::string reason;  ///< a part of it
};

std::vector<Trouble> troubles() {
  using Kind = Exit::Kind;
  const std::string good = Answer{.torrents = rate(1, 5), .removed = ""}.text();
  return {
      {"daemon down",
       "",
       recording("4.1.4", "err-down.stderr"),
       {Kind::exited, 1, "status 1"},
       "cannot be reached"},
      {"a good answer and a bad end", good, "", {Kind::exited, 1, "status 1"}, "status 1"},
      {"not started", "", "", {Kind::not_started, 0, "no such file"}, "no such file"},
      {"timed out", good, "", {Kind::timed_out, 0, "ended after 9 s"}, "in time"},
      {"too verbose", good, "", {Kind::too_verbose, 0, "12345 bytes"}, "12345 bytes"},
      {"signalled", "", "", {Kind::signalled, 11, "killed by signal 11"}, "signal 11"},
      {"HTML", recording("4.1.4", "err-html.stdout"), "", {}, "cannot be used"},
      {"garbage", "\x01\xff nothing like it", "", {}, "cannot be used"},
      {"truncated", good.substr(0, good.size() / 3), "", {}, "cannot be used"},
      {"empty", "", "", {}, "printed nothing"},
      {"no statistics", good.substr(0, good.find('\n') + 1), "", {}, "no statistics"},
      {"refused",
       R"({"arguments":{},"result":"no method name"})"
       "\n",
       "",
       {},
       "no method name"},
  };
}

void play(FeedWorld& world, const Trouble& trouble) {
  world.runner.print(trouble.printed);
  world.runner.print_error(trouble.said);
  world.runner.end(trouble.exit);
}

const Exit exit_1{Exit::Kind::exited, 1, "exit status 1"};

}  // namespace

TEST_CASE("a sample that fails says why and leaves what was known") {
  for (const Trouble& trouble : troubles()) {
    INFO(trouble.name);
    FeedWorld world;
    world.get_going();
    const double good_time = world.time;
    const std::string rows = world.feed.table().rows();
    const Version status = world.status_version();
    world.tick();
    play(world, trouble);

    CHECK(world.state() == SourceState::failing);
    INFO(world.reason());
    CHECK_THAT(world.reason(), contains(trouble.reason));
    CHECK(world.status_version() == status + 1);
    CHECK(world.feed.status().last_good == good_time);
    CHECK(world.feed.table().rows() == rows);
    CHECK(world.feed.table().version() == 1);
    CHECK(world.runner.running() == 0);
    CHECK(world.timer.runs());
  }
}

TEST_CASE("after a failure the version is asked anew and the whole list taken") {
  for (const Trouble& trouble : troubles()) {
    INFO(trouble.name);
    FeedWorld world;
    world.get_going();
    world.tick();
    play(world, trouble);
    world.version = "4.2.0";
    world.tick();
    world.answer_version();
    CHECK(world.runner.last_words() == full_words);
    world.answer(
        {.torrents = whole(1, "one", 'a') + "," + whole(2, "renamed", 'b'), .removed = ""});
    CHECK(world.state() == SourceState::ok);
    CHECK(world.reason().empty());
    CHECK(world.feed.client_version() == "4.2.0");
    CHECK(world.feed.table().delta(1) ==
          R"("cursor":"e-2","from":"e-1","set":[{"id":2,"name":"renamed"}],"gone":[])");
  }
}

TEST_CASE("the same failure again makes no new status, another one does") {
  FeedWorld world;
  const Trouble missing{"", "", "", {Exit::Kind::not_started, 0, "no such file"}, ""};
  world.feed.watch();
  play(world, missing);
  const Version version = world.status_version();
  CHECK(version == 2);
  for (int i = 0; i < 3; ++i) {
    world.tick();
    CHECK(world.runner.last_words() == "-V");
    play(world, missing);
    CHECK(world.status_version() == version);
  }
  world.tick();
  play(world, {"", "", "", {Exit::Kind::not_started, 0, "not executable"}, ""});
  CHECK(world.status_version() == version + 1);
}

TEST_CASE("a program that tells no version is not asked for torrents") {
  FeedWorld world;
  world.feed.watch();
  world.runner.print("uname: unrecognized option\n");
  world.runner.end();
  CHECK(world.runs() == 1);
  CHECK(world.state() == SourceState::failing);
  CHECK(!world.reason().empty());
}

TEST_CASE("a version printed by a run that failed does not count") {
  FeedWorld world;
  world.feed.watch();
  world.runner.print_error("transmission-remote 4.1.4 (0)\n");
  world.runner.end_with(3);
  CHECK(world.runs() == 1);
  CHECK(world.state() == SourceState::failing);
}

TEST_CASE("4.0 fails in silence, so one more run finds out why") {
  FeedWorld world("4.0.6");
  world.get_going();
  world.tick();
  world.runner.end(exit_1);
  CHECK(world.state() == SourceState::ok);
  REQUIRE(world.runner.last_words() == diagnosis_words);
  world.runner.print_error(
      "*   Trying 127.0.0.1:9091...\n"
      "* connect to 127.0.0.1 port 9091 failed: Connection refused\n");
  world.runner.end(exit_1);
  CHECK(world.state() == SourceState::failing);
  CHECK_THAT(world.reason(), contains("connection refused"));
  CHECK(world.runner.running() == 0);
  CHECK(world.feed.table().size() == 2);
}

TEST_CASE("there is no diagnosis of what speaks for itself") {
  struct Case {
    std::string version;
    std::string said;
    Exit exit;
  };
  const Exit timed_out{Exit::Kind::timed_out, 0, "ended after 9 s"};
  for (const Case& failed : {Case{"4.1.4", "", exit_1}, Case{"4.0.6", "Error: no\n", exit_1},
                             Case{"4.0.6", "", timed_out}}) {
    FeedWorld world(failed.version);
    world.get_going();
    world.tick();
    const std::size_t runs = world.runs();
    world.runner.print_error(failed.said);
    world.runner.end(failed.exit);
    CHECK(world.runs() == runs);
    CHECK(world.state() == SourceState::failing);
  }
}

TEST_CASE("a diagnosis that finds nothing still leaves a reason") {
  FeedWorld world("4.0.6");
  world.get_going();
  world.tick();
  world.runner.end(exit_1);
  world.runner.end();
  CHECK(world.state() == SourceState::failing);
  CHECK_THAT(world.reason(), contains("exit status 1"));
}

TEST_CASE("what a failing run printed is kept only as far as it can hold a reason") {
  FeedWorld world;
  world.get_going();
  world.tick();
  for (int i = 0; i < 300; ++i) world.runner.print_error(std::string(997, 'x') + "\n");
  world.runner.print_error(std::string(100'000, 'y') + "\n");
  world.runner.print_error(recording("4.1.4", "err-down.stderr"));
  world.runner.end(exit_1);
  CHECK_THAT(world.reason(), contains("cannot be reached"));
  CHECK(world.reason().size() < 1'000);
}

TEST_CASE("a list is stale when a run goes on for three intervals") {
  FeedWorld world;
  world.get_going();
  const Version version = world.status_version();
  world.tick();
  world.tick();
  CHECK(world.state() == SourceState::ok);
  world.tick();
  CHECK(world.state() == SourceState::stale);
  CHECK(!world.reason().empty());
  CHECK(world.status_version() == version + 1);
  CHECK(world.feed.table().size() == 2);

  const int changes = world.changes;
  world.tick();
  CHECK(world.status_version() == version + 1);
  CHECK(world.changes == changes);

  world.answer({});
  CHECK(world.state() == SourceState::ok);
  CHECK(world.reason().empty());
}

TEST_CASE("a failing source does not become stale, nor does one that is unknown") {
  FeedWorld world;
  world.feed.watch();
  for (int i = 0; i < 5; ++i) world.tick();
  CHECK(world.state() == SourceState::starting);
  world.runner.end(exit_1);
  for (int i = 0; i < 5; ++i) world.tick();
  CHECK(world.state() == SourceState::failing);
}
