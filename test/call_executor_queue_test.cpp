// Many calls at once, calls that are given up, and the limits.
#include <algorithm>
#include <string>
#include <vector>

#include "call_executor_world.h"
#include "catch.h"

using namespace wst;
using namespace wst::test;

namespace {

/// A hundred actions that can be told apart by their words, and their words.
std::vector<std::string> call_hundred(CallExecutorWorld& world) {
  std::vector<std::string> words;
  for (int i = 0; i < 100; ++i) {
    const std::string limit = std::to_string(1000 + i);
    world.call("session.set", R"({"cache_mb":)" + limit + "}");
    words.push_back("--cache=" + limit);
  }
  return words;
}

std::vector<std::string> actions(const CallExecutorWorld& world) {
  std::vector<std::string> words = world.ran();
  std::erase(words, "sample");
  return words;
}

}  // namespace

TEST_CASE("A hundred calls run in their order, one at once, while ticks keep sampling beside") {
  CallExecutorWorld world;
  world.get_going();
  const std::vector<std::string> asked = call_hundred(world);
  world.turn();
  for (std::size_t runs = 0; world.runner.running() > 0; ++runs) {
    REQUIRE(runs < 1000);
    world.feed.tick();
    world.serve();
    world.turn();
  }
  CHECK(actions(world) == asked);
  CHECK(world.ran().size() - asked.size() >= 100);
  CHECK(world.runner.most_at_once == 2);
  world.settle();  // those that another soon undid are looked for a while
  for (const Told& told : world.callers) CHECK(told.outcomes.size() == 1);
}

TEST_CASE("An action that hangs keeps no sample waiting") {
  CallExecutorWorld world;
  world.get_going();
  Told& told = world.call("torrent.start", ids(1));
  world.turn();
  const auto before = world.feed.runs();
  for (int i = 0; i < 3; ++i) {
    world.feed.tick();
    REQUIRE(world.runner.running() == 2);
    world.runner.print_newest(world.daemon.run({"-t", "active", "-l", "-st"}));
    world.runner.end_newest();
  }
  CHECK(world.feed.runs() == before + 3);
  CHECK(!told.over());
  world.settle();
  CHECK(told.result() == R"({"ok":true,"confirmed":true})");
}

TEST_CASE("A sample that began while an action ran says nothing of it") {
  CallExecutorWorld world;
  world.get_going();
  Told& told = world.call("torrent.start", ids(1));
  world.turn();
  world.feed.tick();
  world.serve();  // the action; what the sample says is from before
  REQUIRE(world.sampling());
  CHECK(world.runner.running() == 1);
  world.serve();
  CHECK(!told.over());
  CHECK(world.sampling());
  world.serve();
  CHECK(told.over());
}

TEST_CASE("Calls without end are answered on the way, not only behind the last one") {
  CallExecutorWorld world;
  world.get_going();
  for (int i = 0; i < 100; ++i) world.call("torrent.reannounce", ids(1));
  world.turn();
  std::size_t answered_late = 0;
  for (std::size_t run = 0; !world.callers.front().over(); ++run) {
    REQUIRE(run < 1000);
    world.serve();
    world.turn();
    answered_late = actions(world).size();
  }
  CHECK(answered_late <= 20);
  world.settle();
  for (const Told& told : world.callers) CHECK(told.outcomes.size() == 1);
  CHECK(actions(world).size() == 100);
}

TEST_CASE("Calls that end together share one sample") {
  CallExecutorWorld world;
  world.get_going();
  for (int i = 0; i < 10; ++i) world.call("torrent.start", ids(1 + i % 2));
  world.settle();
  const std::vector<std::string> ran = world.ran();
  CHECK(std::count(ran.begin(), ran.end(), "sample") == 1);
  for (const Told& told : world.callers) CHECK(told.result() == R"({"ok":true,"confirmed":true})");
}

TEST_CASE("Beyond the limit calls are refused as busy, until there is room again") {
  CallExecutorWorld world({.calls = 3, .bytes = 1000});
  world.get_going();
  for (int i = 0; i < 3; ++i) world.call(i == 1 ? "torrents.get" : "torrent.start", ids(1));
  Told& refused = world.call("torrent.stop", ids(1));
  Told& looking = world.call("torrents.get");
  world.settle();
  CHECK(refused.uri() == "wstorrent.error.busy");
  CHECK(looking.uri() == "wstorrent.error.busy");
  CHECK(std::count_if(world.callers.begin(), world.callers.end(),
                      [](const Told& told) { return !told.outcomes.at(0).error; }) == 3);
  Told& next = world.call("torrent.stop", ids(1));
  world.settle();
  CHECK(next.result() == R"({"ok":true,"confirmed":true})");
}

TEST_CASE("Calls may not hold more memory than the limit") {
  CallExecutorWorld world({.calls = 100, .bytes = 1000});
  world.get_going();
  const std::string magnet = R"({"magnet":"magnet:?xt=urn:btih:)" + hash_of('c') +
                             "&dn=" + std::string(500, 'x') + R"("})";
  Told& first = world.call("torrent.add", magnet);
  Told& refused = world.call("torrent.add", magnet);
  Told& small = world.call("torrent.start", ids(1));
  world.settle();
  CHECK(refused.uri() == "wstorrent.error.busy");
  CHECK(first.over());
  CHECK(small.result() == R"({"ok":true,"confirmed":true})");
  Told& again = world.call("torrent.add", magnet);
  world.settle();
  CHECK(!again.outcomes.at(0).error);
}

TEST_CASE("A refusal does not take the place of a call") {
  CallExecutorWorld world({.calls = 1, .bytes = 1000});
  world.get_going();
  for (int i = 0; i < 5; ++i) world.call("torrent.stop", R"({"ids":[]})");
  Told& right = world.call("torrent.stop", ids(1));
  world.settle();
  CHECK(!right.outcomes.at(0).error);
}

TEST_CASE("A call that is cancelled is not told of any more, whatever state it is in") {
  CallExecutorWorld world;
  world.get_going();
  Told& other = world.call("torrent.start", ids(1));
  Told& told = world.call("torrent.stop", ids(2));
  const std::string state = GENERATE("fresh", "queued", "running", "sampled", "over");
  INFO(state);
  if (state != "fresh") world.turn();
  if (state == "running" || state == "sampled") world.serve();
  if (state == "sampled") world.serve();
  if (state == "over") world.settle();
  CHECK(world.sampling() == (state == "sampled"));

  world.control.cancel(told.id);
  CHECK(world.runner.running() <= (state == "running" ? 0 : 1));
  world.settle();
  CHECK(told.over() == (state == "over"));
  CHECK(other.result() == R"({"ok":true,"confirmed":true})");
  const bool ran = state != "fresh" && state != "queued";
  CHECK(actions(world).size() == (ran ? 2 : 1));
  Told& next = world.call("torrent.start", ids(2));
  world.settle();
  CHECK(next.result() == R"({"ok":true,"confirmed":true})");
}

TEST_CASE("When the run under way is cancelled a sample shows what it did before") {
  CallExecutorWorld world;
  world.get_going();
  Told& told = world.call("torrent.stop", ids(2));
  world.turn();
  world.control.cancel(told.id);
  CHECK(world.runner.running() == 0);
  world.settle();
  CHECK(world.ran().back() == "sample");
}

TEST_CASE("A question and a refusal can be cancelled and forgotten too") {
  CallExecutorWorld world;
  world.get_going();
  Told& question = world.call("torrents.get");
  Told& refusal = world.call("torrent.explode");
  const bool forget = GENERATE(true, false);
  for (const Told* told : {&question, &refusal}) {
    forget ? world.control.forget(told->id) : world.control.cancel(told->id);
  }
  world.settle();
  CHECK(!question.over());
  CHECK(!refusal.over());
}

TEST_CASE("A forgotten call goes on, and nobody is told") {
  CallExecutorWorld world;
  world.get_going();
  Told& told = world.call("torrent.start", ids(2));
  if (GENERATE(true, false)) world.turn();
  world.control.forget(told.id);
  world.settle();
  CHECK(!told.over());
  CHECK(world.daemon.torrents.at(2).status == 4);
}

TEST_CASE("Ids that are no more, or never were, can be cancelled and forgotten") {
  CallExecutorWorld world;
  world.control.cancel(7);
  world.control.forget(7);
  world.turn();
  CHECK(world.runner.commands.empty());
}

TEST_CASE("Who is told may call and cancel from in there") {
  CallExecutorWorld world;
  world.get_going();
  Told last;
  Told& third = world.callers.emplace_back();
  const auto call_again = [&](const CallResult&) {
    world.control.cancel(third.id);
    world.control.call({.id = world.next_id(),
                        .procedure = "torrents.get",
                        .on_done = [&](const CallResult& end) { last.outcomes.push_back(end); }});
  };
  world.control.call({.id = world.next_id(),
                      .procedure = "torrent.start",
                      .payload = {.kwargs = ids(1)},
                      .on_done = call_again});
  world.call("torrent.start", ids(1));
  third.id = world.call("torrent.start", ids(2)).id;
  world.settle();
  CHECK(last.over());
  CHECK(world.callers.at(1).over());
  CHECK(!world.callers.at(2).over());
}

TEST_CASE("After the end nothing runs and nobody is told") {
  CallExecutorWorld world;
  world.get_going();
  for (int i = 0; i < 3; ++i) world.call("torrent.start", ids(1));
  world.call("torrents.get");
  world.turn();
  world.control.stop();
  world.feed.stop();
  CHECK(world.runner.running() == 0);
  CHECK(!world.timer.runs());
  for (const Told& told : world.callers) CHECK(!told.over());
}
