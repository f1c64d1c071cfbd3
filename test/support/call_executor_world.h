// CallExecutor and its feed before a Transmission that the test plays.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catch.h"
#include "fake_transmission.h"
#include "fakes.h"
#include "feed/call_executor.h"
#include "feed/session_topic.h"
#include "feed_options.h"

namespace wst::test {

/// Remembers what was kept, and which of it still is.
struct FakeStore final : MetainfoStore {
  struct File final : KeptFile {
    File(FakeStore& owner, std::string name) : store(owner), name_(std::move(name)) {}
    ~File() override { --store.open; }
    [[nodiscard]] const std::string& path() const override { return name_; }
    FakeStore& store;

   private:
    std::string name_;
  };

  Result<std::unique_ptr<KeptFile>> keep(std::string_view bytes) override {
    if (!broken.empty()) return Error{broken};
    kept.emplace_back(bytes);
    ++open;
    return std::unique_ptr<KeptFile>(
        std::make_unique<File>(*this, "/kept/" + std::to_string(kept.size()) + ".torrent"));
  }

  std::vector<std::string> kept;
  int open = 0;
  std::string broken;
};

/// What a caller was told.
struct Told {
  CallId id = 0;
  std::vector<std::string> progress;
  std::vector<CallResult> outcomes;

  [[nodiscard]] bool over() const { return !outcomes.empty(); }
  [[nodiscard]] std::string result() const {
    REQUIRE(outcomes.size() == 1);
    INFO((outcomes[0].error ? outcomes[0].error->message : ""));
    REQUIRE(!outcomes[0].error);
    return one_value(outcomes[0].payload);
  }
  [[nodiscard]] std::string uri() const { return error().uri; }
  [[nodiscard]] std::string message() const { return error().message; }

 private:
  [[nodiscard]] const Error& error() const {
    REQUIRE(outcomes.size() == 1);
    INFO(outcomes[0].payload.args);
    REQUIRE(outcomes[0].error);
    return *outcomes[0].error;
  }
};

struct CallExecutorWorld {
  explicit CallExecutorWorld(CallLimits limits = {}, CallRules rules = {})
      : control({feed, session, runner, timer, patience, files}, limits, std::move(rules)) {}
  CallExecutorWorld(const CallExecutorWorld&) = delete;
  CallExecutorWorld& operator=(const CallExecutorWorld&) = delete;

  double time = 1'000'000;
  FakeTransmission daemon;
  FakeRunner runner;
  FakeTimer ticks;
  FakeTimer timer;
  FakeTimer patience;
  FakeStore files;
  Feed feed{feed_options({"A=b"}), runner, ticks, [this] { return time; }};
  SessionTopic session{feed};
  CallExecutor control;
  std::deque<Told> callers;
  CallId last_id = 0;

  CallId next_id() { return ++last_id; }
  Told& call(const std::string& procedure, const std::string& kwargs = "{}") {
    Told& told = callers.emplace_back();
    told.id = next_id();
    control.call(
        {.id = told.id,
         .procedure = procedure,
         .payload = {.kwargs = kwargs},
         .receive_progress = true,
         .on_progress =
             [&told](const wamp2::Payload& payload) {
               told.progress.push_back(one_value(payload));
             },
         .on_done = [&told](const CallResult& result) { told.outcomes.push_back(result); }});
    CHECK(!told.over());
    return told;
  }

  /// The loop turns once: the timer, if it is set.
  void turn() {
    if (!timer.runs()) return;
    CHECK(timer.first_after == 0);
    timer.stop();
    control.turn();
  }
  /// Time passes until what did not show is looked for again.
  void wait() {
    time += patience.first_after.value();
    patience.stop();
    control.look_again();
  }
  /// The run under way does what its words say.
  void serve() {
    const std::vector<std::string> argv = runner.command().argv;
    if (argv.back() == "-V") {
      runner.print_error("transmission-remote " + daemon.version + " (0)\n");
    } else {
      runner.print(daemon.run({argv.begin() + 3, argv.end()}));
    }
    runner.end();
  }
  /// The loop turns until nothing is left to do.
  void settle() {
    for (int rounds = 0; runner.running() > 0 || timer.runs() || patience.runs(); ++rounds) {
      REQUIRE(rounds < 10'000);
      if (runner.running() > 0) serve();
      turn();
      if (runner.running() == 0 && patience.runs()) wait();
    }
  }
  /// The feed knows its torrents.
  void get_going() {
    feed.sample_once([] {});
    settle();
    REQUIRE(feed.table().size() == daemon.torrents.size());
    runner.commands.clear();
  }

  /// The words of each run behind HOST and channel, one line each; the feed's
  /// own are "sample".
  [[nodiscard]] std::vector<std::string> ran() const {
    std::vector<std::string> lines;
    for (const Command& command : runner.commands) lines.push_back(words(command));
    return lines;
  }
  /// The oldest run under way is the feed's.
  [[nodiscard]] bool sampling() {
    return runner.running() > 0 && words(runner.command()) == "sample";
  }

  static std::string words(const Command& command) {
    std::string line;
    bool sample = false;
    for (std::size_t i = 3; i < command.argv.size(); ++i) {
      line += (line.empty() ? "" : " ") + command.argv[i];
      sample = sample || command.argv[i] == "-st";
    }
    return sample ? "sample" : line;
  }
};

inline std::string ids(std::int64_t id) { return R"({"ids":[)" + std::to_string(id) + "]}"; }

}  // namespace wst::test
