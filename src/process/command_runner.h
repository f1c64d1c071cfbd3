// The seam between decisions and processes: what a feed asks for, what it is
// told. The real one is ProcessRunner; tests have one that records.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace wst {

/// One run of one program. No shell is involved.
struct Command {
  std::vector<std::string> argv;         ///< argv[0] is looked up in PATH
  std::vector<std::string> environment;  ///< "NAME=value", the whole of it
  std::string input = {};                ///< its standard input, at most 4096 bytes
  double deadline = 15;                  ///< seconds until its group gets TERM
  double grace = 1;                      ///< seconds from TERM to KILL
  std::size_t max_output = 64u << 20;    ///< bytes of both streams together
};

/// How a run ended.
struct Exit {
  enum class Kind {
    exited,       ///< by itself; `code` is its exit status
    signalled,    ///< by a signal not ours; `code` is its number
    timed_out,    ///< we ended it at its deadline
    too_verbose,  ///< we ended it for writing more than max_output
    not_started,  ///< the program could not be run; `reason` says why
  };
  Kind kind = Kind::exited;
  int code = 0;
  std::string reason;  ///< in words; empty only for exited with code 0

  [[nodiscard]] bool success() const { return kind == Kind::exited && code == 0; }
};

/// Told about a run, from the loop, never from within run().
class CommandListener {
 public:
  virtual ~CommandListener() = default;
  /// Bytes as they come, in pieces of any size; valid during the call only.
  /// The run must not be destroyed from here.
  virtual void on_stdout(std::string_view bytes) = 0;
  virtual void on_stderr(std::string_view bytes) = 0;
  /// Exactly once, the last call; the run may be destroyed from here.
  virtual void on_exit(const Exit& exit) = 0;
};

/// A run in progress or over. Destroying it ends what is still running, and
/// nothing is told any more.
class RunningCommand {
 public:
  virtual ~RunningCommand() = default;
};

class CommandRunner {
 public:
  virtual ~CommandRunner() = default;
  /// `listener` outlives the returned run. A program that cannot be started is
  /// told as Exit::Kind::not_started, from the loop, like every other end.
  virtual std::unique_ptr<RunningCommand> run(const Command& command,
                                              CommandListener& listener) = 0;
};

}  // namespace wst
