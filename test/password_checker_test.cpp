#include "auth/password_checker.h"

#include <algorithm>
#include <optional>

#include "catch.h"

using namespace wst;

namespace {

/// Children that end when they are told to.
struct Children final : CommandRunner {
  struct Run final : RunningCommand {
    Run(Children& all, CommandListener& told) : children(all), listener(told) {}
    ~Run() override { std::erase(children.running, this); }
    Children& children;
    CommandListener& listener;
  };
  std::unique_ptr<RunningCommand> run(const Command& command, CommandListener& listener) override {
    commands.push_back(command);
    auto run = std::make_unique<Run>(*this, listener);
    running.push_back(run.get());
    return run;
  }
  void end_first(const Exit& exit) {
    REQUIRE(!running.empty());
    running.front()->listener.on_exit(exit);
  }

  std::vector<Command> commands;
  std::vector<Run*> running;
};

struct World {
  PasswordChecker::Id ask(const std::string& password = "pw") {
    const std::size_t number = verdicts.size();
    verdicts.emplace_back();
    return checker.check("$y$hash", password,
                         [this, number](PasswordVerdict verdict) { verdicts[number] = verdict; });
  }

  Children children;
  bool is_short = false;
  PasswordChecker checker{
      children, {"/proc/self/exe", "--check-password"}, [this] { return is_short; }};
  std::vector<std::optional<PasswordVerdict>> verdicts;
};

Exit exited(int code) { return {Exit::Kind::exited, code, code == 0 ? "" : "status"}; }

}  // namespace

TEST_CASE("how the child ends is the verdict; only its own two answers are believed") {
  const std::vector<std::pair<Exit, PasswordVerdict>> ends = {
      {exited(0), PasswordVerdict::right},
      {exited(1), PasswordVerdict::wrong},
      {exited(2), PasswordVerdict::failed},
      {exited(127), PasswordVerdict::failed},
      {{Exit::Kind::signalled, 9, "killed"}, PasswordVerdict::failed},
      {{Exit::Kind::timed_out, 0, "late"}, PasswordVerdict::failed},
      {{Exit::Kind::not_started, 0, "no"}, PasswordVerdict::failed},
      {{Exit::Kind::too_verbose, 0, "long"}, PasswordVerdict::failed},
  };
  for (const auto& [exit, verdict] : ends) {
    World world;
    world.ask();
    CHECK_FALSE(world.verdicts[0]);
    world.children.end_first(exit);
    CHECK(world.verdicts[0] == verdict);
    CHECK(world.children.running.empty());
  }
}

TEST_CASE("hash and password go to the child's input, and nowhere else") {
  World world;
  world.ask("secret words");
  const Command& command = world.children.commands.at(0);
  CHECK(command.argv == std::vector<std::string>{"/proc/self/exe", "--check-password"});
  CHECK(command.environment.empty());
  CHECK(command.input == std::string("$y$hash") + '\0' + "secret words");
}

TEST_CASE("two are checked at once, the others in their turn, and a full line takes no more") {
  World world;
  int asked = 0;
  for (; world.checker.has_room() && asked < 1000; ++asked) world.ask();
  CHECK(asked == 66);
  CHECK(world.children.running.size() == 2);
  for (int left = asked; left > 0; --left) {
    CHECK(world.children.running.size() ==
          std::min<std::size_t>(2, static_cast<std::size_t>(left)));
    world.children.end_first(exited(0));
  }
  CHECK(std::count(world.verdicts.begin(), world.verdicts.end(), PasswordVerdict::right) == asked);
}

TEST_CASE("where too little is left for a process more there is no room; what waits goes on") {
  World world;
  for (int i = 0; i < 3; ++i) world.ask();
  world.is_short = true;
  CHECK_FALSE(world.checker.has_room());
  for (int i = 0; i < 3; ++i) world.children.end_first(exited(0));
  CHECK(world.verdicts.back() == PasswordVerdict::right);
  world.is_short = false;
  CHECK(world.checker.has_room());
}

TEST_CASE("what is forgotten is not told, and makes room") {
  World world;
  const auto first = world.ask();
  world.ask();
  const auto third = world.ask();
  world.ask();
  world.checker.forget(third);
  world.checker.forget(first);
  world.checker.forget(first);
  CHECK(world.children.running.size() == 2);
  CHECK(world.children.commands.size() == 3);
  while (!world.children.running.empty()) world.children.end_first(exited(1));
  CHECK_FALSE(world.verdicts[0]);
  CHECK(world.verdicts[1] == PasswordVerdict::wrong);
  CHECK_FALSE(world.verdicts[2]);
  CHECK(world.verdicts[3] == PasswordVerdict::wrong);
}

TEST_CASE("who is told may ask again at once") {
  Children children;
  PasswordChecker checker(children, {"x"}, [] { return false; });
  int told = 0;
  checker.check("h", "p", [&](PasswordVerdict) {
    ++told;
    checker.check("h", "q", [&](PasswordVerdict) { ++told; });
  });
  children.end_first(exited(1));
  children.end_first(exited(1));
  CHECK(told == 2);
}

TEST_CASE("its end ends what it has begun") {
  Children children;
  {
    PasswordChecker checker(children, {"x"}, [] { return false; });
    checker.check("h", "p", [](PasswordVerdict) { FAIL("told"); });
  }
  CHECK(children.running.empty());
}
