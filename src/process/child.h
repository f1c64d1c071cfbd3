// One run of one program: spawned, drained, timed, reaped.
//
// Finished means reaped *and* both pipes closed, in either order. At the
// deadline the process group gets TERM, after the grace KILL; with KILL our
// ends of the pipes are closed, so a grandchild that kept them cannot hold us.
#pragma once

#include <sys/types.h>

#include <ev++.h>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/unique_fd.h"
#include "process/command_runner.h"
#include "process/ticker.h"

namespace wst {

/// Not movable: its watchers are known to the loop. Needs the default loop,
/// the only one on which libev reaps.
class Child final : public RunningCommand {
 public:
  /// Spawns at once. The error names the program and the reason.
  /// `listener` outlives the child.
  static Result<std::unique_ptr<Child>> spawn(ev::loop_ref loop, const Command& command,
                                              CommandListener& listener);

  /// A running one gets KILL, as does its group; the loop reaps it.
  ~Child() override;
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  [[nodiscard]] pid_t pid() const { return pid_; }

 private:
  struct Process;  ///< what launching yields: a pid and our ends of its pipes
  struct Pipe {
    explicit Pipe(ev::loop_ref loop) : watcher(loop) {}
    void watch(UniqueFd end);
    void close();

    UniqueFd fd;
    ev::io watcher;
  };
  using Tell = void (CommandListener::*)(std::string_view);

  Child(ev::loop_ref loop, const Command& command, CommandListener& listener, Process process);
  static Result<Process> launch(const Command& command);

  void on_stdout_ready() noexcept { drain(out_, &CommandListener::on_stdout); }
  void on_stderr_ready() noexcept { drain(err_, &CommandListener::on_stderr); }
  void on_reaped(ev::child& watcher, int events) noexcept;
  void set_deadline(double seconds);
  void on_time_over();

  void drain(Pipe& pipe, Tell tell);
  void take(std::string_view bytes, Tell tell);
  void cut_off(Exit::Kind kind);
  void signal_group(int signal) const;
  [[nodiscard]] bool over() const { return status_ && !out_.fd && !err_.fd; }
  /// The listener may destroy this child in there: callers return at once.
  void tell_if_over();
  [[nodiscard]] Exit exit() const;
  [[nodiscard]] Exit timed_out() const;

  CommandListener& listener_;
  const std::string name_;
  const double deadline_;
  const double grace_;
  const std::size_t max_output_;
  const pid_t pid_;

  double due_ = 0;  ///< the deadline, by steady_now()
  std::size_t received_ = 0;
  std::optional<int> status_;           ///< as waitpid has it, once reaped
  std::optional<Exit::Kind> ended_as_;  ///< set when it is us who end it
  bool group_gone_ = false;             ///< nobody left in it: its number may be another's
  bool outlived_ = false;               ///< at the deadline only what it left behind still ran

  Pipe out_;
  Pipe err_;
  ev::child reaper_;
  Ticker timer_;  ///< the deadline, then the grace
};

/// The real CommandRunner: each run is a Child.
class ProcessRunner final : public CommandRunner {
 public:
  /// The default loop, the only one on which children are reaped.
  explicit ProcessRunner(ev::loop_ref loop) : loop_(loop) {}

  std::unique_ptr<RunningCommand> run(const Command& command, CommandListener& listener) override;

 private:
  ev::loop_ref loop_;
};

}  // namespace wst
