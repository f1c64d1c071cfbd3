#include "feed/feed.h"

#include "feed_world.h"
#include "recordings.h"

using namespace wst;
using namespace wst::test;

TEST_CASE("a feed that nobody watches runs nothing and has no timer") {
  FeedWorld world;
  CHECK(world.runs() == 0);
  CHECK(!world.timer.runs());
  CHECK(world.state() == SourceState::starting);
  CHECK(world.feed.table().version() == 0);
}

TEST_CASE("the first watcher gets a version, then a whole list, at once") {
  FeedWorld world;
  world.feed.watch();
  REQUIRE(world.runs() == 1);
  CHECK(world.runner.last_words() == "-V");
  CHECK(world.timer.first_after == 2.0);
  CHECK(world.timer.interval == 2.0);

  world.answer_version();
  REQUIRE(world.runs() == 2);
  CHECK(world.runner.last_words() == full_words);

  world.answer({.torrents = two_torrents, .removed = ""});
  CHECK(world.runs() == 2);
  CHECK(world.feed.table().size() == 2);
  CHECK(world.state() == SourceState::ok);
  CHECK(world.feed.client_version() == "4.1.4");
  CHECK(world.feed.status().last_good == world.time);
  CHECK(world.changes > 0);
}

TEST_CASE("a run gets the feed's environment and limits") {
  FeedWorld world;
  world.get_going();
  for (const Command& command : world.runner.commands) {
    CHECK(command.argv.front() == "transmission-remote");
    CHECK(command.environment == std::vector<std::string>{"LC_ALL=C"});
    CHECK(command.deadline == 9);
    CHECK(command.max_output == 12'345);
  }
}

TEST_CASE("an empty list is a state of its own, not the absence of one") {
  FeedWorld world;
  world.feed.watch();
  world.answer_version();
  world.answer({});
  CHECK(world.feed.table().version() == 1);
  CHECK(world.feed.table().rows() == "[]");
  CHECK(world.state() == SourceState::ok);
}

TEST_CASE("a second watcher starts nothing") {
  FeedWorld world;
  world.feed.watch();
  world.feed.watch();
  CHECK(world.runs() == 1);
  world.feed.unwatch();
  CHECK(world.timer.runs());
}

TEST_CASE("the timer stops with the last watcher and starts with the next") {
  FeedWorld world;
  world.get_going();
  world.feed.unwatch();
  CHECK(!world.timer.runs());

  world.feed.watch();
  CHECK(world.timer.runs());
  CHECK(world.runs() == 3);
  CHECK(world.runner.last_words() == recent_words);
}

TEST_CASE("whoever is told a time is not told one from before the pause") {
  FeedWorld world;
  world.get_going();
  world.feed.unwatch();
  const int before = world.changes;
  world.feed.watch();
  CHECK(world.changes == before + 1);
  world.answer({});
  CHECK(world.changes == before + 2);
}

TEST_CASE("a tick during a run starts nothing, whatever the run is for") {
  FeedWorld world("4.0.6");
  world.feed.watch();
  world.tick();
  CHECK(world.runs() == 1);
  world.answer_version();
  world.tick();
  CHECK(world.runs() == 2);
  world.runner.end_with(1);
  REQUIRE(world.runner.last_words() == diagnosis_words);
  world.tick();
  CHECK(world.runs() == 3);
  world.runner.end_with(1);
  CHECK(world.runner.most_at_once == 1);
}

TEST_CASE("after the whole list only what is active is asked for") {
  FeedWorld world;
  world.get_going();
  world.tick();
  CHECK(world.runner.last_words() == recent_words);
  world.answer({.torrents = rate(2, 77), .removed = ""});
  CHECK(world.feed.table().delta(1) ==
        R"("cursor":"e-2","from":"e-1","set":[{"id":2,"rateDownload":77}],"gone":[])");
}

TEST_CASE("the whole list is asked for again after thirty seconds of the clock") {
  FeedWorld world;
  world.get_going();
  for (int i = 0; i < 14; ++i) {
    world.tick();
    INFO("tick " << i);
    CHECK(world.runner.last_words() == recent_words);
    world.answer({});
  }
  world.tick();
  CHECK(world.asks() == full_words);
  world.answer({.torrents = whole(2, "two", 'b'), .removed = ""});
  CHECK(!world.feed.table().contains(1));
  world.tick();
  CHECK(world.asks() == recent_words);
}

TEST_CASE("a sample that changes nothing makes no version, yet is the last good one") {
  FeedWorld world;
  world.get_going();
  world.tick();
  world.answer({});
  CHECK(world.feed.table().version() == 1);
  CHECK(world.status_version() == 2);
  CHECK(world.feed.status().last_good == world.time);
}

TEST_CASE("an unknown id brings the whole list at once and is not believed before") {
  FeedWorld world;
  world.get_going();
  world.tick();
  world.answer({.torrents = rate(1, 5) + "," + rate(3, 6), .removed = "2"});
  CHECK(world.feed.table().version() == 1);
  CHECK(world.feed.table().size() == 2);
  REQUIRE(world.runner.last_words() == full_words);
  CHECK(world.runner.running() == 1);

  world.answer({.torrents = two_torrents + "," + whole(3, "three", 'c'), .removed = ""});
  CHECK(world.feed.table().version() == 2);
  CHECK(world.feed.table().size() == 3);
  CHECK(world.runner.running() == 0);
}

TEST_CASE("rows of a sample that was not believed are read again") {
  FeedWorld world;
  world.get_going();
  world.tick();
  world.answer({.torrents = rate(1, 5) + "," + rate(3, 6), .removed = ""});
  world.answer({.torrents = two_torrents, .removed = ""});
  world.tick();
  world.answer({.torrents = rate(1, 5), .removed = ""});
  CHECK_THAT(*world.feed.table().row(1), contains(R"("rateDownload":5)"));
}

TEST_CASE("a row of a sample that was not believed counts when it comes again at once") {
  FeedWorld world;
  world.get_going();
  const std::string renamed = whole(1, "renamed", 'a');
  world.tick();
  world.answer({.torrents = renamed + "," + rate(3, 6), .removed = ""});
  world.answer({.torrents = renamed + "," + whole(3, "three", 'c'), .removed = ""});
  CHECK_THAT(*world.feed.table().row(1), contains(R"("name":"renamed")"));
}

TEST_CASE("a restart shows against the last sample, not the first") {
  FeedWorld world;
  world.get_going();
  for (const int seconds : {500, 501, 501}) {
    world.tick();
    world.answer({.torrents = "", .removed = "", .seconds_active = seconds});
    CHECK(world.runner.running() == 0);
  }
  world.tick();
  world.answer({.torrents = "", .removed = "", .seconds_active = 200});
  CHECK(world.asks() == full_words);
}

TEST_CASE("after a restart of the daemon an id may mean another torrent") {
  const Answer restarted =
      GENERATE(Answer{rate(1, 5), "", 3, 1}, Answer{rate(1, 5), "", 200, 2}, Answer{"", "", 3, 2});
  FeedWorld world;
  world.get_going();
  world.tick();
  world.answer(restarted);
  CHECK(world.feed.table().version() == 1);
  REQUIRE(world.runner.running() == 1);
  REQUIRE(world.asks() == full_words);

  Answer anew = restarted;
  anew.torrents = whole(1, "another", 'c');
  world.answer(anew);
  CHECK(world.runner.running() == 0);
  CHECK(world.feed.table().delta(1) ==
        R"("cursor":"e-2","from":"e-1","set":[{"id":1,"hashString":")" + std::string(40, 'c') +
            R"(","name":"another","rateDownload":0}],"gone":[1,2])");
  world.tick();
  CHECK(world.runner.last_words() == recent_words);
}

TEST_CASE("a torrent that the daemon calls removed is gone") {
  FeedWorld world;
  world.get_going();
  world.tick();
  world.answer({.torrents = "", .removed = "2,9"});
  CHECK(world.runner.running() == 0);
  CHECK(world.feed.table().delta(1) == R"("cursor":"e-2","from":"e-1","set":[],"gone":[2])");
}

TEST_CASE("one who asks once gets a sample though nobody watches") {
  FeedWorld world;
  int told = 0;
  world.feed.sample_once([&] { ++told; });
  CHECK(!world.timer.runs());
  world.answer_version();
  CHECK(told == 0);
  world.answer({.torrents = two_torrents, .removed = ""});
  CHECK(told == 1);
  CHECK(world.feed.table().size() == 2);

  world.feed.sample_once([&] { ++told; });
  CHECK(world.runner.last_words() == recent_words);
  world.answer({});
  CHECK(told == 2);
}

TEST_CASE("those who ask once join the run under way, and each is told once") {
  FeedWorld world;
  std::string told;
  world.feed.watch();
  world.feed.sample_once([&] { told += 'a'; });
  world.answer_version();
  world.feed.sample_once([&] { told += 'b'; });
  CHECK(world.runs() == 2);
  world.answer({});
  CHECK(told == "ab");
  world.tick();
  world.answer({});
  CHECK(told == "ab");
}

TEST_CASE("one who asks once is told of a failure too") {
  FeedWorld world;
  int told = 0;
  world.feed.sample_once([&] { ++told; });
  world.runner.end_with(1);
  CHECK(told == 1);
  CHECK(world.state() == SourceState::failing);
}

TEST_CASE("one who was told may ask again at once") {
  FeedWorld world;
  int told = 0;
  world.feed.sample_once([&] { world.feed.sample_once([&] { ++told; }); });
  world.answer_version();
  world.answer({});
  CHECK(told == 0);
  REQUIRE(world.runner.running() == 1);
  world.answer({});
  CHECK(told == 1);
}

TEST_CASE("stopping ends the run and tells nobody, now or later") {
  FeedWorld world;
  int told = 0;
  const auto held = std::make_shared<int>();
  world.feed.watch();
  world.feed.sample_once([&told, held] { ++told; });
  const int changes = world.changes;
  world.feed.stop();
  CHECK(world.runner.running() == 0);
  CHECK(!world.timer.runs());
  CHECK(held.use_count() == 1);

  world.feed.unwatch();
  world.feed.watch();
  world.feed.tick();
  world.feed.sample_once([&] { ++told; });
  CHECK(world.runs() == 1);
  CHECK(!world.timer.runs());
  CHECK(told == 0);
  CHECK(world.changes == changes);
}

TEST_CASE("what each recorded version prints becomes a list") {
  const std::string version = GENERATE(from_range(versions));
  INFO(version);
  FeedWorld world;
  const auto play = [&](const std::string& name, const std::string& statistics) {
    const Stream stream = answers(version, name);
    const std::string bytes = stream.bytes + statistics;
    stream.channel == Channel::json_on_stdout ? world.runner.print(bytes)
                                              : world.runner.print_error(bytes);
    world.runner.end();
  };
  world.feed.watch();
  world.runner.print_error(recording(version, "opt-V.stderr"));
  world.runner.end();
  const std::string channel = version == "3.00" ? "--debug" : "-j";
  CHECK(world.runner.last_words() == "127.0.0.1:9091 " + channel + " -t all -i -st");

  play("json-t-all-i", statistics(version));
  INFO(world.reason());
  CHECK(world.state() == SourceState::ok);
  CHECK(world.feed.table().size() == 13);
  CHECK(world.feed.table().version() == 1);

  world.tick();
  CHECK(world.runner.last_words() == "127.0.0.1:9091 " + channel + " -t active -l -st");
  play("json-l-st-si", "");
  CHECK(world.state() == SourceState::ok);
  CHECK(world.runner.running() == 0);
  CHECK(world.feed.table().size() == 13);
}

TEST_CASE("torrents that cannot be read are shown so, counted, and hold up nothing") {
  FeedWorld world;
  world.get_going();
  const auto before = world.status_version();
  world.tick_and_answer(
      {.torrents = R"({"id":1,"name":nan,"rateDownload":5},)" + rate(2, 7), .removed = ""});
  CHECK(world.state() == SourceState::ok);
  CHECK(world.feed.table().field(2, torrent_column("rateDownload")) == "7");
  CHECK(world.feed.table().field(1, torrent_column("rateDownload")) == "5");
  CHECK(world.feed.table().field(1, torrent_column("name")) == "\"one\"");
  CHECK(world.feed.table().field(1, torrent_unreadable_column()) == "\"it is not valid JSON\"");
  CHECK(world.feed.unreadable() == 1);
  CHECK(world.status_version() > before);

  SECTION("until they are read whole") {
    world.time += 30;
    world.tick_and_answer({.torrents = two_torrents + ",{}", .removed = "", .torrent_count = 3});
    CHECK(world.feed.table().row(1) ==
          R"({"id":1,"hashString":")" + hash_of('a') + R"(","name":"one","rateDownload":0})");
    CHECK(world.feed.unreadable() == 1);
    world.tick_and_answer({.torrents = "", .removed = "", .torrent_count = 3});
    CHECK(world.runner.running() == 0);
  }
  SECTION("or are gone") {
    world.tick_and_answer({.torrents = "", .removed = "1"});
    CHECK(world.feed.unreadable() == 0);
  }
}

TEST_CASE("what is known of the client has an end") {
  FeedWorld world("4.0.6");
  world.get_going();
  const auto tick_asks_version = [&] {
    world.tick();
    return world.runner.last_words() == "-V";
  };
  REQUIRE_FALSE(tick_asks_version());
  world.answer({.torrents = "", .removed = ""});

  SECTION("after a while") { world.time += 30; }
  SECTION("when the daemon has restarted") {
    world.tick();
    world.answer({.torrents = rate(1, 5), .removed = "", .seconds_active = 1});
    REQUIRE(world.runner.last_words() == "-V");
    world.answer_version();
    world.answer({.torrents = two_torrents, .removed = "", .seconds_active = 1});
    world.time += 30;
  }
  world.version = "4.1.4";
  const auto before = world.status_version();
  REQUIRE(tick_asks_version());
  world.answer_version();
  CHECK(world.runner.last_words() == full_words);
  world.answer({.torrents = R"({"hashString":")" + hash_of('a') + R"(","id":1,"name":"one"})",
                .removed = ""});
  CHECK(world.feed.client_version() == "4.1.4");
  CHECK(world.status_version() > before);
  CHECK(world.feed.table().rows() ==
        R"([{"id":1,"hashString":")" + hash_of('a') + R"(","name":"one"}])");
}

TEST_CASE("a client that takes long to tell its version is asked for it more seldom") {
  FeedWorld world;
  world.feed.watch();
  world.time += 2;
  world.answer_version();
  world.answer({.torrents = two_torrents, .removed = ""});
  for (int seconds = 0; seconds < 198; seconds += 2) {
    world.tick();
    REQUIRE(world.runner.last_words() != "-V");
    world.answer({.torrents = two_torrents, .removed = ""});
  }
  world.tick();
  CHECK(world.runner.last_words() == "-V");
}

TEST_CASE("a client that was exchanged is asked what it is at the next tick") {
  FeedWorld world;
  world.get_going();
  world.installed = "another";
  world.tick();
  CHECK(world.runner.last_words() == "-V");
  world.answer_version();
  world.answer({.torrents = two_torrents, .removed = ""});
  world.tick();
  CHECK(world.runner.last_words() == recent_words);
}

TEST_CASE("that there is a torrent of which nothing is known is news of the status alone") {
  FeedWorld world;
  world.get_going();
  const auto status = world.status_version();
  const auto list = world.feed.table().version();
  world.time += 30;
  world.tick_and_answer({.torrents = two_torrents + ",null", .removed = ""});
  CHECK(world.feed.unreadable() == 1);
  CHECK(world.status_version() == status + 1);
  CHECK(world.feed.table().version() == list);
}
