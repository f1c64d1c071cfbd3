#include "feed/serial_runner.h"

#include <algorithm>
#include <deque>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "catch.h"
#include "fakes.h"
#include "loop.h"
#include "process/child.h"

using namespace wst;
using test::FakeRunner;
using test::run_until;

namespace {

/// One who runs something and notes what it is told.
struct Asker final : CommandListener {
  void on_stdout(std::string_view bytes) override { out.append(bytes); }
  void on_stderr(std::string_view bytes) override { err.append(bytes); }
  void on_exit(const Exit& exit) override {
    exits.push_back(exit);
    if (then) then();
  }

  std::string out;
  std::string err;
  std::vector<Exit> exits;
  std::function<void()> then;
  std::unique_ptr<RunningCommand> run;
};

Command command(const std::string& name) { return {.argv = {"run", name}, .environment = {}}; }

struct World {
  FakeRunner runner;
  SerialRunner line{runner};
  std::deque<Asker> askers;

  Asker& ask(const std::string& name) {
    Asker& asker = askers.emplace_back();
    asker.run = line.run(command(name), asker);
    return asker;
  }
  [[nodiscard]] std::string ran() const {
    std::string names;
    for (const Command& each : runner.commands) names += each.argv.at(1);
    return names;
  }
};

}  // namespace

TEST_CASE("Runs go one after the other, in the order they were asked for") {
  World world;
  for (const char* name : {"a", "b", "c"}) world.ask(name);
  CHECK(world.ran() == "a");
  world.runner.print("out");
  world.runner.print_error("err");
  world.runner.end_with(3);
  CHECK(world.ran() == "ab");
  world.runner.end();
  CHECK(world.ran() == "abc");
  world.runner.end();

  CHECK(world.runner.most_at_once == 1);
  CHECK(world.askers[0].out == "out");
  CHECK(world.askers[0].err == "err");
  CHECK(world.askers[0].exits.at(0).code == 3);
  CHECK(world.askers[1].out.empty());
  for (const Asker& asker : world.askers) CHECK(asker.exits.size() == 1);
}

TEST_CASE("What is asked for is passed on as it is") {
  World world;
  Asker asker;
  const Command whole{.argv = {"a", "b"}, .environment = {"X=y"}, .deadline = 7, .max_output = 9};
  asker.run = world.line.run(whole, asker);
  REQUIRE(world.runner.commands.size() == 1);
  CHECK(world.runner.commands[0].argv == whole.argv);
  CHECK(world.runner.commands[0].environment == whole.environment);
  CHECK(world.runner.commands[0].deadline == 7);
  CHECK(world.runner.commands[0].max_output == 9);
}

TEST_CASE("A run that is destroyed while it waits leaves the queue") {
  World world;
  for (const char* name : {"a", "b", "c"}) world.ask(name);
  world.askers[1].run.reset();
  CHECK(world.ran() == "a");
  world.runner.end();
  CHECK(world.ran() == "ac");
  CHECK(world.askers[1].exits.empty());
}

TEST_CASE("A run that is destroyed under way makes room for the next") {
  World world;
  for (const char* name : {"a", "b"}) world.ask(name);
  world.askers[0].run.reset();
  CHECK(world.ran() == "ab");
  CHECK(world.runner.most_at_once == 1);
  CHECK(world.askers[0].exits.empty());
  CHECK(world.askers[1].exits.empty());
}

TEST_CASE("A run that is over may be destroyed at leisure") {
  World world;
  for (const char* name : {"a", "b", "c"}) world.ask(name);
  world.runner.end();
  world.askers[0].run.reset();
  CHECK(world.ran() == "ab");
  CHECK(world.runner.running() == 1);
}

TEST_CASE("From within its end a run may be destroyed, itself and every other") {
  World world;
  for (const char* name : {"a", "b", "c"}) world.ask(name);
  Asker& first = world.askers[0];
  const std::string destroyed = GENERATE("a", "b", "ab", "abc");
  INFO("destroyed from within the end of a: " << destroyed);
  first.then = [&] {
    for (const char name : destroyed)
      world.askers[static_cast<std::size_t>(name - 'a')].run.reset();
    CHECK(world.ran() == "a");
  };
  world.runner.end();
  const std::string left = destroyed == "abc" ? "" : destroyed == "a" ? "b" : "c";
  CHECK(world.ran() == "a" + left);
  CHECK(world.runner.running() == left.size());
}

TEST_CASE("What is asked for from within an end waits until that has returned, behind the rest") {
  World world;
  world.ask("a");
  world.ask("b");
  world.askers[0].then = [&] {
    world.ask("c");
    CHECK(world.ran() == "a");
  };
  world.runner.end();
  CHECK(world.ran() == "ab");
  world.runner.end();
  CHECK(world.ran() == "abc");
  CHECK(world.runner.most_at_once == 1);
}

TEST_CASE("Two who ask again and again take turns") {
  World world;
  for (const char* name : {"x", "y"}) {
    Asker& asker = world.ask(name);
    asker.then = [&, name] { asker.run = world.line.run(command(name), asker); };
  }
  for (int i = 0; i < 6; ++i) world.runner.end();
  CHECK(world.ran() == "xyxyxyx");
}

TEST_CASE("Whatever is asked, ended and destroyed, one runs while any waits, and never two") {
  std::mt19937 random(GENERATE(1u, 2u, 3u));
  World world;
  for (int i = 0; i < 2000; ++i) {
    const auto pick = random() % 4;
    if (pick < 2) world.ask("n" + std::to_string(i));
    if (pick == 2 && world.runner.running() > 0) world.runner.end();
    if (pick == 3 && !world.askers.empty()) {
      world.askers[random() % world.askers.size()].run.reset();
    }
    const auto open = std::count_if(world.askers.begin(), world.askers.end(),
                                    [](const Asker& one) { return one.run && one.exits.empty(); });
    REQUIRE(world.runner.running() == (open > 0 ? 1 : 0));
  }
  CHECK(world.runner.most_at_once == 1);
  for (const Asker& asker : world.askers) REQUIRE(asker.exits.size() <= 1);
  CHECK(std::is_sorted(world.runner.commands.begin(), world.runner.commands.end(),
                       [](const Command& a, const Command& b) {
                         return std::stoi(a.argv[1].substr(1)) < std::stoi(b.argv[1].substr(1));
                       }));
}

TEST_CASE("Real programs too run one after the other, those that cannot be started among them") {
  ProcessRunner processes{ev::get_default_loop()};
  SerialRunner line{processes};
  std::deque<Asker> askers(4);
  std::string ended;
  const std::vector<std::vector<std::string>> programs = {
      {"echo", "one"}, {"no-such-program-here"}, {"sleep", "1000"}, {"echo", "four"}};
  for (std::size_t i = 0; i < askers.size(); ++i) {
    askers[i].then = [&, i] {
      ended += std::to_string(i);
      askers[i].run.reset();
      if (i == 1) askers[2].run.reset();  // it waits, or runs for long
    };
    askers[i].run = line.run({.argv = programs[i], .environment = {}}, askers[i]);
  }
  run_until([&] { return !askers[3].exits.empty(); });
  CHECK(test::loop_is_idle());
  CHECK(ended == "013");
  CHECK(askers[0].out == "one\n");
  CHECK(askers[1].exits.at(0).kind == Exit::Kind::not_started);
  CHECK(askers[3].out == "four\n");
}
