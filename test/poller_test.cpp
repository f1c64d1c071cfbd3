// The poller by a source that is no Transmission: it reads numbers.
#include "poll/poller.h"

#include <deque>
#include <string>

#include "catch.h"
#include "fakes.h"

using namespace wst;
using namespace wst::test;

namespace {

/// Its sample is the last number that was printed.
struct Numbers final : Source {
  [[nodiscard]] std::string name() const override { return "numbers"; }
  [[nodiscard]] Diagnosis silence() const override { return {"no number has come", "wait"}; }
  Command begin() override {
    return {.argv = {"number", std::to_string(++begun)}, .environment = {}};
  }
  void on_stdout(std::string_view bytes) override { number += bytes; }
  void on_stderr(std::string_view bytes) override { complaint += bytes; }
  Progress on_exit(const Exit& exit) override {
    if (progress.empty()) return exit.success() ? Progress{} : failed(exit.reason);
    const Progress next = progress.front();
    progress.pop_front();
    return next;
  }
  static Progress failed(const std::string& why) { return {Progress::Kind::failed, {why, "help"}}; }

  int begun = 0;
  std::string number;
  std::string complaint;
  std::deque<Progress> progress;  ///< said of the next commands; then how they end tells
};

struct Observer final : PollObserver {
  void on_sample() override { told += 's'; }
  void on_change() override { told += 'c'; }
  std::string told;
};

struct World {
  World() { poller.add_observer(observer); }
  World(const World&) = delete;
  World& operator=(const World&) = delete;
  ~World() { poller.remove_observer(observer); }

  void tick() {
    time += 2;
    poller.tick();
  }
  [[nodiscard]] SourceState state() const { return poller.status().state; }

  double time = 1'000;
  FakeRunner runner;
  FakeTimer timer;
  Numbers source;
  Observer observer;
  Poller poller{source, 2, runner, timer, [this] { return time; }};
};

}  // namespace

TEST_CASE("it runs while somebody watches, at once and then at each tick") {
  World world;
  CHECK(!world.timer.runs());
  world.poller.watch();
  CHECK(world.timer.interval == 2);
  CHECK(world.runner.running() == 1);
  world.runner.print("4");
  world.runner.print_error("hm");
  world.tick();
  CHECK(world.runner.commands.size() == 1);
  world.runner.end();
  CHECK(world.source.number == "4");
  CHECK(world.source.complaint == "hm");
  CHECK(world.state() == SourceState::ok);
  CHECK(world.poller.status().last_good == 1'002);
  CHECK(world.observer.told == "csc");
  world.tick();
  CHECK(world.runner.last_words() == "2");
  world.poller.watch();
  world.poller.unwatch();
  CHECK(world.timer.runs());
  world.poller.unwatch();
  CHECK(!world.timer.runs());
}

TEST_CASE("nobody watches: it samples as slowly as it was told, or not at all") {
  World world;
  world.poller.keep_sampling(60);
  CHECK(world.timer.interval == 60);
  CHECK(world.runner.running() == 1);
  world.runner.end();
  world.poller.watch();
  CHECK(world.timer.interval == 2);
  world.poller.unwatch();
  CHECK(world.timer.interval == 60);
  world.poller.keep_sampling(0);
  CHECK(!world.timer.runs());
}

TEST_CASE("what a source says of a command decides what comes behind it") {
  using Kind = Progress::Kind;
  struct Row {
    std::deque<Progress> progress;
    std::size_t commands;
    SourceState state;
    std::string told;
  };
  for (const auto& [progress, commands, state, told] : std::vector<Row>{
           {{{Kind::sampled}}, 1, SourceState::ok, "csc"},
           {{{Kind::nothing}}, 1, SourceState::starting, "cc"},
           {{{Kind::again}, {Kind::sampled}}, 2, SourceState::ok, "csc"},
           {{{Kind::explain}, Numbers::failed("it is gone")}, 2, SourceState::failing, "cc"},
           {{Numbers::failed("it is gone")}, 1, SourceState::failing, "cc"}}) {
    World world;
    world.source.progress = progress;
    world.poller.watch();
    while (world.runner.running() > 0) world.runner.end();
    CHECK(world.runner.commands.size() == commands);
    CHECK(world.state() == state);
    CHECK(world.observer.told == told);
    CHECK(world.poller.runs() == 1);
    CHECK(world.poller.status().trouble.reason ==
          (state == SourceState::failing ? "it is gone" : ""));
  }
}

TEST_CASE("who asks afresh is taken along by what samples anew, not by an explanation") {
  for (const auto kind : {Progress::Kind::again, Progress::Kind::explain}) {
    World world;
    world.source.progress = {{kind}, {Progress::Kind::sampled}};
    world.poller.watch();
    int told = 0;
    world.poller.sample_afresh([&] { ++told; });
    world.runner.end();
    world.runner.end();
    CHECK(told == (kind == Progress::Kind::again ? 1 : 0));
    if (kind == Progress::Kind::explain) world.runner.end();
    CHECK(told == 1);
    CHECK(world.runner.running() == 0);
  }
}

TEST_CASE("a source that is silent for three intervals is stale, in its own words") {
  World world;
  world.poller.watch();
  world.runner.end();
  const Version before = world.poller.status_version();
  world.tick();
  for (int i = 0; i < 2; ++i) world.tick();
  CHECK(world.state() == SourceState::stale);
  CHECK(world.poller.status().trouble == Diagnosis{"no number has come", "wait"});
  CHECK(world.poller.status_version() == before + 1);
  world.runner.end();
  CHECK(world.state() == SourceState::ok);
}

TEST_CASE("one that is told may take out another, which hears nothing more") {
  struct Remover final : PollObserver {
    void on_sample() override { poller->remove_observer(*other); }
    Poller* poller = nullptr;
    PollObserver* other = nullptr;
  };
  World world;
  Remover remover;
  Observer last;
  remover.poller = &world.poller;
  remover.other = &last;
  world.poller.add_observer(remover);
  world.poller.add_observer(last);
  world.poller.watch();
  world.runner.end();
  CHECK(last.told == "c");
  world.poller.remove_observer(remover);
}

TEST_CASE("observers are told in the order they came") {
  struct Noting final : PollObserver {
    Noting(std::string& all, char own) : told(all), name(own) {}
    void on_sample() override { told += name; }
    std::string& told;
    char name;
  };
  World world;
  std::string told;
  Noting a(told, 'a');
  Noting b(told, 'b');
  world.poller.add_observer(b);
  world.poller.add_observer(a);
  world.poller.watch();
  world.runner.end();
  CHECK(told == "ba");
  world.poller.remove_observer(b);
  world.poller.remove_observer(b);
  world.poller.add_observer(b);
  world.tick();
  world.runner.end();
  CHECK(told == "baab");
  world.poller.remove_observer(a);
  world.poller.remove_observer(b);
}

TEST_CASE("stopped, it ends its run and begins none") {
  World world;
  world.poller.watch();
  bool told = false;
  world.poller.sample_once([&] { told = true; });
  world.poller.stop();
  CHECK(world.runner.running() == 0);
  CHECK(!world.timer.runs());
  world.tick();
  world.poller.watch();
  CHECK(world.runner.commands.size() == 1);
  CHECK(!told);
}
