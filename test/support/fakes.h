// The world as decisions see it, played by the test: runs that print and end
// when told to, a timer that is only looked at, a socket that counts its wakes.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/identity.h"
#include "catch.h"
#include "poll/topic.h"
#include "process/command_runner.h"
#include "process/timer.h"
#include "router/callee.h"
#include "router/client.h"
#include "router/endpoint.h"
#include "router/router.h"
#include "wire/wamp2.h"

namespace wst::test {

class FakeRunner final : public CommandRunner {
 public:
  std::vector<Command> commands;  ///< every one that was ever run
  std::size_t most_at_once = 0;

  std::unique_ptr<RunningCommand> run(const Command& command, CommandListener& listener) override {
    commands.push_back(command);
    auto run = std::make_unique<Run>(*this, command, listener);
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

  /// That of the oldest run under way, which all of these are about.
  [[nodiscard]] const Command& command() { return oldest().command; }
  void print(std::string_view bytes) { oldest().listener.on_stdout(bytes); }
  void print_error(std::string_view bytes) { oldest().listener.on_stderr(bytes); }

  /// As the real one does, it tells nothing after that.
  void end(const Exit& exit = {}) {
    Run& run = oldest();
    std::erase(running_, &run);
    run.listener.on_exit(exit);
  }
  /// Of the run that was begun last.
  void print_newest(std::string_view bytes) { running_.back()->listener.on_stdout(bytes); }
  void end_newest() {
    Run& run = *running_.back();
    std::erase(running_, &run);
    run.listener.on_exit({});
  }
  void end_with(int code) {
    end({Exit::Kind::exited, code, code == 0 ? "" : "exit status " + std::to_string(code)});
  }

 private:
  struct Run final : RunningCommand {
    Run(FakeRunner& owner, Command of, CommandListener& told)
        : runner(owner), command(std::move(of)), listener(told) {}
    ~Run() override { std::erase(runner.running_, this); }
    FakeRunner& runner;
    const Command command;
    CommandListener& listener;
  };

  Run& oldest() {
    REQUIRE(!running_.empty());
    return *running_.front();
  }

  std::vector<Run*> running_;
};

struct FakeTimer final : Timer {
  void set(std::function<void()> on_tick) override { tick = std::move(on_tick); }
  void start(double first, double every) override {
    first_after = first;
    interval = every;
  }
  void stop() override { first_after.reset(); }
  [[nodiscard]] bool runs() const { return first_after.has_value(); }

  std::function<void()> tick;
  std::optional<double> first_after;
  double interval = 0;
};

struct FakeConnection final : Connection {
  void wake() override { ++wakes; }
  void stop_reading() override { reads = false; }
  void go_on_reading() override { reads = true; }
  [[nodiscard]] const std::string& address() const override { return from; }
  int wakes = 0;
  bool reads = true;
  std::string from = "192.0.2.1";
};

/// A topic whose state is its version; with `is_log`, one that has an event for
/// each version and keeps them all.
struct FakeTopic final : Topic {
  [[nodiscard]] Version version() const override { return now; }
  [[nodiscard]] Version next(Version from) const override { return is_log ? from + 1 : now; }
  [[nodiscard]] std::string payload(Version from) const override {
    ++rendered;
    return "{\"from\":" + std::to_string(from) + ",\"to\":" + std::to_string(next(from)) + "}";
  }
  [[nodiscard]] Version position(std::string_view cursor) const override {
    if (is_log) return now;
    if (!cursor.starts_with("v")) return 0;
    return static_cast<Version>(std::stoi(std::string(cursor.substr(1))));
  }
  [[nodiscard]] bool incremental() const override { return is_incremental; }
  [[nodiscard]] bool tells_present() const override { return !is_log; }
  [[nodiscard]] bool gone() const override { return is_gone; }
  [[nodiscard]] std::string_view end_reason() const override {
    return "wstorrent.error.no_such_torrent";
  }
  void watch() override { ++watchers; }
  void unwatch() override { --watchers; }
  [[nodiscard]] Result<std::shared_ptr<Topic>> with_fields(
      const std::vector<std::string>& fields) const override {
    if (fields == std::vector<std::string>{"nope"}) {
      return Error{"no such field", "wamp.error.invalid_argument"};
    }
    narrowed.push_back(std::make_shared<FakeTopic>());
    return std::shared_ptr<Topic>(narrowed.back());
  }

  /// That there is news.
  void tell() const { tell_change(); }

  mutable std::vector<std::shared_ptr<FakeTopic>> narrowed;  ///< made for fields
  Version now = 1;
  int watchers = 0;
  bool is_incremental = true;
  bool is_log = false;
  bool is_gone = false;
  mutable int rendered = 0;
};

/// For those who take shared ownership of what the test owns.
inline std::shared_ptr<Topic> borrowed(Topic& topic) { return {std::shared_ptr<Topic>(), &topic}; }

/// Answers when the test says so.
struct FakeCallee final : Callee {
  [[nodiscard]] bool has(const std::string& procedure) const override {
    return std::find(procedures.begin(), procedures.end(), procedure) != procedures.end();
  }
  void call(CallRequest request) override { calls.push_back(std::move(request)); }
  void cancel(CallId id) override {
    cancelled.push_back(id);
    drop(id);
  }
  void forget(CallId id) override {
    forgotten.push_back(id);
    drop(id);
  }

  /// Of the call that came first among those under way.
  void tell(const std::string& json) const {
    REQUIRE(!calls.empty());
    calls.front().on_progress(wamp2::payload_of(json));
  }
  void end(const CallResult& result = {.payload = wamp2::payload_of(R"({"ok":true})")}) {
    REQUIRE(!calls.empty());
    const auto done = std::move(calls.front().on_done);
    calls.erase(calls.begin());
    done(result);
  }

  std::vector<std::string> procedures = {"torrent.stop", "torrent.add", "torrents.get",
                                         "session.get"};
  std::vector<CallRequest> calls;  ///< under way, told of their end
  std::vector<CallId> cancelled;
  std::vector<CallId> forgotten;

 private:
  void drop(CallId id) {
    std::erase_if(calls, [&](const CallRequest& call) { return call.id == id; });
  }
};

/// Knows an administrator and two workers; anybody may watch. With `one_time`
/// a ticket is good once, and there is a next one. With `takes_time` a check is
/// over when the test says so.
struct FakeAuthenticator final : Authenticator {
  [[nodiscard]] std::optional<Identity> anonymous() const override { return nobody; }
  [[nodiscard]] bool takes_tickets() const override { return !tickets.empty(); }
  CheckId check(const Ticket& shown, Checked checked) override {
    addresses.push_back(shown.address);
    if (!takes_time) return checked(verdict_on(shown)), 0;
    checks.push_back({++last_check, shown, std::move(checked)});
    return last_check;
  }
  void cancel(CheckId id) override {
    std::erase_if(checks, [&](const Check& check) { return check.id == id; });
  }
  /// The check that began first is over.
  void end_check() {
    REQUIRE(!checks.empty());
    const Check check = std::move(checks.front());
    checks.erase(checks.begin());
    check.checked(verdict_on(check.shown));
  }
  [[nodiscard]] std::string next_ticket(const Identity& identity) override {
    if (!one_time) return "";
    auto next = identity.authid + "'s next " + std::to_string(++issued);
    tickets.emplace(next, identity);
    return next;
  }
  [[nodiscard]] bool foresees(std::string_view uri) const override {
    return std::any_of(tickets.begin(), tickets.end(),
                       [&](const auto& known) { return known.second.covers(uri); });
  }
  void on_join(const Identity& identity) override { told.push_back("+" + identity.authid); }
  void on_leave(const Identity& identity) override { told.push_back("-" + identity.authid); }

  struct Check {
    CheckId id;
    Ticket shown;
    Checked checked;
  };
  std::vector<Check> checks;  ///< under way
  std::vector<std::string> addresses;
  bool takes_time = false;
  int wait = 0;  ///< seconds for which nobody is let in
  bool one_time = false;
  int issued = 0;
  std::vector<std::string> told;  ///< who joined and who left
  std::optional<Identity> nobody = Identity{};
  std::map<std::string, Identity, std::less<>> tickets = {
      {"ada's", {"ada", "administrator", "ticket", "users", Role::administrator}},
      {"willy's", {"willy", "worker", "ticket", "workers", Role::worker, {"feed.weather"}}},
      {"wanda's", {"wanda", "worker", "ticket", "workers", Role::worker, {"feed.news"}}},
  };

 private:
  TicketVerdict verdict_on(const Ticket& shown) {
    if (wait > 0) return {.retry_after = wait};
    const auto found = tickets.find(shown.ticket);
    if (found == tickets.end() || found->second.authid != shown.authid) return {};
    TicketVerdict verdict{found->second};
    if (one_time) tickets.erase(found);
    return verdict;
  }
  CheckId last_check = 0;
};

/// A router with two topics and no clients.
struct RouterWorld {
  explicit RouterWorld(RouterLimits limits = {})
      : router(limits, authenticator, callee, timer, [this] { return now; }) {
    router.broker().add_topic("torrents", borrowed(torrents));
    router.broker().add_topic("status", borrowed(status));
  }
  void change(FakeTopic& topic, Version by = 1) {
    topic.now += by;
    topic.tell();
  }
  /// Seconds pass, as far as the router counts them.
  void pass(int seconds) {
    for (int i = 0; i < seconds && timer.runs(); ++i) router.on_second();
  }

  FakeTopic torrents;
  FakeTopic status;
  FakeAuthenticator authenticator;
  FakeCallee callee;
  FakeTimer timer;
  double now = 1'500'000'000;
  FakeConnection connection;
  Router router;
};

/// The same with one client.
template <typename Kind>
struct ClientWorld : RouterWorld {
  using RouterWorld::RouterWorld;
  std::optional<Kind> client{std::in_place, connection, router};
};

/// All the frames that the session has to say now, in order.
inline std::vector<std::string> drain(Endpoint& client) {
  std::vector<std::string> frames;
  while (const Frame frame = client.next_frame()) {
    frames.push_back(*frame);
    REQUIRE(frames.size() < 10'000);
  }
  return frames;
}

/// The one frame it has to say.
inline std::string only_frame(Endpoint& client) {
  const auto frames = drain(client);
  INFO("frames: " << frames.size());
  REQUIRE(frames.size() == 1);
  return frames.front();
}

}  // namespace wst::test
