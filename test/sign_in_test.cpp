#include "auth/sign_in.h"

#include <deque>
#include <map>
#include <set>

#include "catch.h"
#include "fakes.h"

using namespace wst;
using namespace wst::test;

namespace {

using Kind = SignInOutcome::Kind;

constexpr const char* here = "198.51.100.7";
constexpr const char* elsewhere = "203.0.113.9";
const std::string some_users = "ada:$2y$adas:administrator\nvictor:$2y$victors\npaula:!\n";

/// Runs as many as are begun; they end in that order, as the test says.
struct Children final : CommandRunner {
  std::unique_ptr<RunningCommand> run(const Command& command, CommandListener& listener) override {
    inputs.push_back(command.input);
    auto child = std::make_unique<Child>(*this, listener);
    running.push_back(child.get());
    return child;
  }
  void end(int code) {
    REQUIRE(!running.empty());
    Child& child = *running.front();
    running.pop_front();
    child.listener.on_exit({Exit::Kind::exited, code, code == 0 ? "" : "exit status"});
  }

  struct Child final : RunningCommand {
    Child(Children& all, CommandListener& told) : owner(all), listener(told) {}
    ~Child() override { std::erase(owner.running, this); }
    Children& owner;
    CommandListener& listener;
  };
  std::deque<Child*> running;
  std::vector<std::string> inputs;
};

struct World {
  World() { set_users(some_users); }

  void set_users(const std::string& text) {
    auto parsed = Users::parse(text, "u");
    REQUIRE(parsed);
    users = std::move(parsed).value();
  }
  SignIn::Id attempt(const std::string& user, const std::string& password,
                     const std::string& address = here) {
    const auto number = attempts++;
    return sign_in->attempt(user, password, address, [this, number](const SignInOutcome& outcome) {
      REQUIRE(told.emplace(number, outcome).second);
    });
  }
  /// Until nothing is to be told any more.
  void pass_time() {
    for (int i = 0; timer.runs() && i < 100; ++i) {
      now += *timer.first_after;
      timer.stop();
      sign_in->on_time();
    }
    REQUIRE_FALSE(timer.runs());
  }
  /// From the attempt to what is told; `code`: the child's, if there is one.
  SignInOutcome outcome_of(const std::string& user, int code, const std::string& address = here) {
    const auto number = attempts;
    attempt(user, "a password", address);
    if (!children.running.empty()) children.end(code);
    pass_time();
    REQUIRE(told.count(number) == 1);
    return told.at(number);
  }
  Kind kind_of(const std::string& user, int code, const std::string& address = here) {
    return outcome_of(user, code, address).kind;
  }

  double now = 1000;
  Users users;
  Children children;
  PasswordChecker checker{children, {"checker"}, [] { return false; }};
  FakeTimer timer;
  std::size_t attempts = 0;
  std::map<std::size_t, SignInOutcome> told;
  Throttle throttle;
  std::optional<SignIn> sign_in{std::in_place, [this]() -> const Users& { return users; },
                                checker,       throttle,
                                timer,         [this] { return now; }};
};

}  // namespace

TEST_CASE("who signs in is told what the child found, if there is such a user") {
  struct Row {
    const char* user;
    int code;
    Kind kind;
  };
  for (const Row& row :
       {Row{"ada", 0, Kind::right}, Row{"ada", 1, Kind::wrong}, Row{"ada", 2, Kind::failed},
        Row{"nobody", 0, Kind::wrong}, Row{"nobody", 1, Kind::wrong},
        Row{"nobody", 2, Kind::failed}, Row{"paula", 0, Kind::wrong}, Row{"", 0, Kind::wrong}}) {
    World world;
    INFO(row.user << ", " << row.code);
    CHECK(world.kind_of(row.user, row.code) == row.kind);
    CHECK(world.children.inputs.size() == 1);
  }
}

TEST_CASE("for a name that nobody has somebody's hash is checked, always the same") {
  World world;
  for (const char* name : {"nobody", "nobody", "paula", "paula"}) world.kind_of(name, 0);
  const auto& inputs = world.children.inputs;
  CHECK(inputs[0] == inputs[1]);
  CHECK(inputs[2] == inputs[3]);
  for (const auto& input : inputs) CHECK(input.starts_with("$2y$"));
}

TEST_CASE("what cannot be a password is not right, and its hash is checked all the same") {
  for (const auto& password :
       {std::string(513, 'x'), std::string("right\0and more", 14), std::string(1 << 20, 'x')}) {
    World world;
    world.attempt("ada", password);
    CHECK(world.children.inputs == std::vector<std::string>{std::string("$2y$adas\0", 9)});
    world.children.end(0);
    world.pass_time();
    CHECK(world.told.at(0).kind == Kind::wrong);
  }
}

TEST_CASE("a password that was right is wrong if the user has changed meanwhile") {
  for (const char* users : {"victor:$2y$victors\n", "ada:$2y$another:administrator\n", "ada:!\n"}) {
    World world;
    world.attempt("ada", "hers");
    world.set_users(users);
    world.children.end(0);
    world.pass_time();
    INFO(users);
    CHECK(world.told.at(0).kind == Kind::wrong);
  }
}

TEST_CASE("nothing is told from within the attempt, whatever becomes of it") {
  World world;
  for (int i = 0; i < 10; ++i) world.attempt("ada", "a guess", elsewhere);
  CHECK(world.told.empty());
  world.pass_time();
  CHECK(world.told.size() == 5);
}

TEST_CASE("after five failures an address waits whole seconds, and no child is started") {
  World world;
  for (int i = 0; i < 5; ++i) CHECK(world.kind_of("nobody", 1) == Kind::wrong);
  world.now += 0.5;
  const auto refused = world.outcome_of("ada", 0);
  CHECK(refused.kind == Kind::too_many);
  CHECK(refused.retry_after == 1);
  CHECK(world.children.inputs.size() == 5);
  CHECK(world.kind_of("ada", 0, elsewhere) == Kind::right);
  world.now += 0.5;
  CHECK(world.kind_of("ada", 0) == Kind::right);
}

TEST_CASE("of a hundred guesses at once from one network five are checked") {
  World world;
  for (int i = 0; i < 100; ++i) {
    world.attempt("ada", "a guess", "2001:db8:1:2::" + std::to_string(i));
  }
  const auto refused = world.told.size();
  CHECK(refused == 0);
  world.pass_time();
  CHECK(world.told.size() == 95);
  for (const auto& [number, outcome] : world.told) {
    CHECK(outcome.kind == Kind::too_many);
    CHECK(outcome.retry_after == 1);
  }
  while (!world.children.running.empty()) world.children.end(1);
  world.pass_time();
  CHECK(world.children.inputs.size() == 5);
  CHECK(world.outcome_of("ada", 0, "2001:db8:1:2::ffff").kind == Kind::too_many);
  CHECK(world.kind_of("ada", 0, elsewhere) == Kind::right);
}

TEST_CASE("when too many checks wait, those who come later are told that it is busy") {
  World world;
  std::size_t asked = 0;
  while (world.checker.has_room()) world.attempt("ada", "x", "10.0.0." + std::to_string(++asked));
  world.attempt("ada", "x");
  world.pass_time();
  REQUIRE(world.told.size() == 1);
  CHECK(world.told.at(asked).kind == Kind::busy);
  CHECK(world.told.at(asked).retry_after == 1);
}

TEST_CASE("a guessed name's answers are held back alike; his own address is spared") {
  World world;
  CHECK(world.kind_of("ada", 0) == Kind::right);
  for (int i = 0; i < 30; ++i) world.kind_of("ada", 1, "10.0.0." + std::to_string(i));
  std::set<double> held;
  for (const int code : {0, 1}) {
    world.attempt("ada", "a password", elsewhere + std::to_string(code));
    world.children.end(code);
    CHECK(world.told.size() == 31 + static_cast<std::size_t>(code));
    REQUIRE(world.timer.runs());
    held.insert(*world.timer.first_after);
    world.pass_time();
  }
  CHECK(held == std::set<double>{3});
  world.attempt("ada", "a password");
  world.children.end(0);
  CHECK(world.timer.first_after == 0.0);
}

TEST_CASE("those held back are told in the order in which their time comes, not before") {
  World world;
  for (int i = 0; i < 12; ++i) world.kind_of("ada", 1, "10.0.0." + std::to_string(i));
  world.attempt("ada", "x", elsewhere);
  world.children.end(1);
  world.attempt("victor", "y", here);
  world.children.end(0);
  CHECK(world.timer.first_after == 0.0);
  world.sign_in->on_time();
  CHECK(world.told.size() == 13);
  CHECK(world.told.at(13).kind == Kind::right);
  REQUIRE(world.timer.runs());
  world.now += *world.timer.first_after / 2;
  world.sign_in->on_time();
  CHECK(world.told.size() == 13);
  world.pass_time();
  CHECK(world.told.at(12).kind == Kind::wrong);
}

TEST_CASE("who does not wait for the answer has failed all the same, and is told nothing") {
  World world;
  for (int i = 0; i < 5; ++i) {
    world.sign_in->forget(world.attempt("ada", "a guess"));
    CHECK(world.children.running.size() == 1);
    world.children.end(1);
  }
  CHECK_FALSE(world.timer.runs());
  CHECK(world.told.empty());
  CHECK(world.kind_of("ada", 0) == Kind::too_many);
}

TEST_CASE("whoever forgets while five of his are under way gets no sixth") {
  World world;
  for (int i = 0; i < 6; ++i) world.sign_in->forget(world.attempt("ada", "a guess"));
  CHECK(world.told.empty());
  while (!world.children.running.empty()) world.children.end(1);
  CHECK(world.children.inputs.size() == 5);
}

TEST_CASE("whoever is told may try again, and forget another that is due") {
  World world;
  SignIn::Id other = 0;
  int tellings = 0;
  world.sign_in->attempt("ada", "x", here, [&](const SignInOutcome&) {
    ++tellings;
    world.sign_in->forget(other);
    world.attempt("victor", "y");
  });
  other = world.sign_in->attempt("ada", "x", here, [&](const SignInOutcome&) { ++tellings; });
  world.children.end(1);
  world.children.end(1);
  world.pass_time();
  CHECK(tellings == 1);
  world.children.end(0);
  world.pass_time();
  CHECK(world.told.at(0).kind == Kind::right);
}

TEST_CASE("checks under way end with it") {
  World world;
  world.attempt("ada", "x");
  world.attempt("ada", "x");
  world.sign_in.reset();
  CHECK(world.children.running.empty());
  CHECK(world.told.empty());
}
