// The world as decisions see it, played by the test: runs that print and end
// when told to, a timer that is only looked at, a socket that counts its wakes.
#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catch.h"
#include "feed/topic.h"
#include "process/command_runner.h"
#include "process/timer.h"
#include "session/connection.h"
#include "session/session.h"

namespace wst::test {

class FakeRunner final : public CommandRunner {
 public:
  std::vector<Command> commands;  ///< every one that was ever run
  std::size_t most_at_once = 0;

  std::unique_ptr<RunningCommand> run(const Command& command, CommandListener& listener) override {
    commands.push_back(command);
    auto run = std::make_unique<Run>(*this, listener);
    running_.push_back(run.get());
    most_at_once = std::max(most_at_once, running_.size());
    return run;
  }

  [[nodiscard]] std::size_t running() const { return running_.size(); }

  /// The words of the last command behind the program's name.
  [[nodiscard]] std::string last_words() const {
    REQUIRE(!commands.empty());
    std::string words;
    for (std::size_t i = 1; i < commands.back().argv.size(); ++i) {
      words += (i > 1 ? " " : "") + commands.back().argv[i];
    }
    return words;
  }

  void print(std::string_view bytes) { only_run().listener.on_stdout(bytes); }
  void print_error(std::string_view bytes) { only_run().listener.on_stderr(bytes); }

  /// Ends the run under way; as the real one does, it tells nothing after that.
  void end(const Exit& exit = {}) {
    Run& run = only_run();
    std::erase(running_, &run);
    run.listener.on_exit(exit);
  }
  void end_with(int code) {
    end({Exit::Kind::exited, code, code == 0 ? "" : "exit status " + std::to_string(code)});
  }

 private:
  struct Run final : RunningCommand {
    Run(FakeRunner& owner, CommandListener& told) : runner(owner), listener(told) {}
    ~Run() override { std::erase(runner.running_, this); }
    FakeRunner& runner;
    CommandListener& listener;
  };

  Run& only_run() {
    REQUIRE(running_.size() == 1);
    return *running_.front();
  }

  std::vector<Run*> running_;
};

struct FakeTimer final : Timer {
  void start(double first, double every) override {
    first_after = first;
    interval = every;
  }
  void stop() override { first_after.reset(); }
  [[nodiscard]] bool runs() const { return first_after.has_value(); }

  std::optional<double> first_after;
  double interval = 0;
};

struct FakeConnection final : Connection {
  void wake() override { ++wakes; }
  int wakes = 0;
};

/// A topic whose state is its version.
struct FakeTopic final : Topic {
  [[nodiscard]] Version version() const override { return now; }
  [[nodiscard]] std::string payload(Version from) const override {
    ++rendered;
    return "{\"from\":" + std::to_string(from) + ",\"to\":" + std::to_string(now) + "}";
  }
  [[nodiscard]] Version position(std::string_view cursor) const override {
    if (!cursor.starts_with("v")) return 0;
    return static_cast<Version>(std::stoi(std::string(cursor.substr(1))));
  }
  [[nodiscard]] bool incremental() const override { return is_incremental; }
  void watch() override { ++watchers; }
  void unwatch() override { --watchers; }

  Version now = 1;
  int watchers = 0;
  bool is_incremental = true;
  mutable int rendered = 0;
};

/// A router with two topics, and one client of it.
template <typename Kind>
struct SessionWorld {
  explicit SessionWorld(RouterLimits limits = {}) : router(limits) {
    router.add_topic("torrents", torrents);
    router.add_topic("status", status);
  }
  void change(FakeTopic& topic, Version by = 1) {
    topic.now += by;
    router.on_change();
  }

  FakeTopic torrents;
  FakeTopic status;
  Router router;
  FakeConnection connection;
  std::optional<Kind> session{std::in_place, connection, router};
};

/// All the frames that the session has to say now, in order.
inline std::vector<std::string> drain(Session& session) {
  std::vector<std::string> frames;
  while (const Frame frame = session.next_frame()) {
    frames.push_back(*frame);
    REQUIRE(frames.size() < 10'000);
  }
  return frames;
}

/// The one frame it has to say.
inline std::string only_frame(Session& session) {
  const auto frames = drain(session);
  INFO("frames: " << frames.size());
  REQUIRE(frames.size() == 1);
  return frames.front();
}

}  // namespace wst::test
