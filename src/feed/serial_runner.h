// A queue in front of another runner: whoever asks, one run at a time, in the
// order asked.
#pragma once

#include <deque>
#include <memory>

#include "process/command_runner.h"

namespace wst {

/// Outlives its runs. A run may be destroyed at any time, waiting, under way or
/// over, from within any on_exit() too; a waiting one then leaves the queue.
/// Its deadline counts from its real start.
///
/// The next run starts when the on_exit() of the one before has returned, or
/// when that one is destroyed. Nobody is told of anything in there, because the
/// runner behind tells nothing from within run().
class SerialRunner final : public CommandRunner {
 public:
  /// `runner` outlives this.
  explicit SerialRunner(CommandRunner& runner) : runner_(runner) {}
  SerialRunner(const SerialRunner&) = delete;
  SerialRunner& operator=(const SerialRunner&) = delete;

  std::unique_ptr<RunningCommand> run(const Command& command, CommandListener& listener) override;

 private:
  class Turn;

  void leave(Turn& turn);
  void tell(CommandListener& listener, const Exit& exit);
  void start_next();

  CommandRunner& runner_;
  std::deque<Turn*> waiting_;
  Turn* active_ = nullptr;
  bool telling_ = false;  ///< an on_exit() is under way: its listener acts first
};

}  // namespace wst
