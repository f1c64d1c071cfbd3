// What the tests of Child share: a listener that records, commands to hand, and
// questions to the kernel about processes.
#pragma once

#include <signal.h>
#include <sys/wait.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catch.h"
#include "loop.h"
#include "process/child.h"

namespace wst::test::child_run {

struct Recorder final : CommandListener {
  void on_stdout(std::string_view bytes) override {
    if (!exits.empty()) told_after_exit = true;
    out.append(bytes);
  }
  void on_stderr(std::string_view bytes) override {
    if (!exits.empty()) told_after_exit = true;
    err.append(bytes);
  }
  void on_exit(const Exit& exit) override {
    exits.push_back(exit);
    if (destroy_on_exit) child.reset();
  }

  std::string out;
  std::string err;
  std::vector<Exit> exits;
  bool told_after_exit = false;
  bool destroy_on_exit = false;
  std::unique_ptr<Child> child;
};

inline Command command(std::vector<std::string> argv) {
  Command result;
  result.argv = std::move(argv);
  result.environment = {"PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C"};
  result.grace = 0.1;
  return result;
}

inline Command shell(const std::string& script, double deadline = 15) {
  Command result = command({"/bin/sh", "-c", script});
  result.deadline = deadline;
  return result;
}

inline void start(Recorder& recorder, const Command& command) {
  auto child = Child::spawn(ev::get_default_loop(), command, recorder);
  INFO((child ? std::string() : child.error().message));
  REQUIRE(child);
  recorder.child = std::move(child).value();
}

/// Runs to the end and a little beyond: what is told too often shows.
inline Exit finish(Recorder& recorder) {
  run_until([&] { return !recorder.exits.empty(); });
  CHECK(loop_is_idle());
  REQUIRE(recorder.exits.size() == 1);
  CHECK(!recorder.told_after_exit);
  return recorder.exits[0];
}

inline Exit run(Recorder& recorder, const Command& command) {
  start(recorder, command);
  return finish(recorder);
}

/// Neither a running child nor a zombie.
inline bool no_children() {
  siginfo_t info{};
  return ::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) != 0 && errno == ECHILD;
}

/// The letter of /proc/<pid>/stat; X when there is no such process.
inline char process_state(pid_t pid) {
  std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
  std::string text;
  std::getline(stat, text);
  const std::size_t name_end = text.rfind(')');
  return name_end == std::string::npos ? 'X' : text.at(name_end + 2);
}

inline bool ended(pid_t pid) {
  const char state = process_state(pid);
  return state == 'X' || state == 'Z';  // an orphan is not ours to reap
}

inline std::size_t open_fds() {
  const std::filesystem::directory_iterator fds("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(fds), end(fds)));
}

}  // namespace wst::test::child_run
