#include "process/process_runner.h"

#include <string>
#include <utility>

#include "process/child.h"

namespace wst {

namespace {

/// A run that never began, told on the loop's next turn: callers of run() need
/// not be ready for an answer before they hold the run.
class NotStarted final : public RunningCommand {
 public:
  NotStarted(ev::loop_ref loop, CommandListener& listener, std::string reason)
      : listener_(listener), reason_(std::move(reason)), soon_(loop) {
    soon_.set<NotStarted, &NotStarted::on_turn>(this);
    soon_.start(0);
  }

 private:
  void on_turn() noexcept {
    const Exit exit{Exit::Kind::not_started, 0, std::move(reason_)};
    listener_.on_exit(exit);  // may destroy us
  }

  CommandListener& listener_;
  std::string reason_;
  ev::timer soon_;
};

}  // namespace

std::unique_ptr<RunningCommand> ProcessRunner::run(const Command& command,
                                                   CommandListener& listener) {
  Result<std::unique_ptr<Child>> child = Child::spawn(loop_, command, listener);
  if (child) return std::move(child).value();
  return std::make_unique<NotStarted>(loop_, listener, child.error().message);
}

}  // namespace wst
