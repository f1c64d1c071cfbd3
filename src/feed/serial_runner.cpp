#include "feed/serial_runner.h"

namespace wst {

/// One run, from its place in the queue to its end.
class SerialRunner::Turn final : public RunningCommand, private CommandListener {
 public:
  Turn(SerialRunner& line, const Command& command, CommandListener& listener)
      : line_(line), command_(command), listener_(listener) {}
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  ~Turn() override {
    run_.reset();
    line_.leave(*this);
  }

  void begin() { run_ = line_.runner_.run(command_, *this); }

 private:
  void on_stdout(std::string_view bytes) override { listener_.on_stdout(bytes); }
  void on_stderr(std::string_view bytes) override { listener_.on_stderr(bytes); }
  void on_exit(const Exit& exit) override { line_.tell(listener_, exit); }

  SerialRunner& line_;
  const Command command_;
  CommandListener& listener_;
  std::unique_ptr<RunningCommand> run_;
};

std::unique_ptr<RunningCommand> SerialRunner::run(const Command& command,
                                                  CommandListener& listener) {
  auto turn = std::make_unique<Turn>(*this, command, listener);
  waiting_.push_back(turn.get());
  start_next();
  return turn;
}

void SerialRunner::leave(Turn& turn) {
  if (active_ == &turn) active_ = nullptr;
  std::erase(waiting_, &turn);
  start_next();
}

// The turn may be destroyed in there: nothing of it is used afterwards.
void SerialRunner::tell(CommandListener& listener, const Exit& exit) {
  active_ = nullptr;
  telling_ = true;
  listener.on_exit(exit);
  telling_ = false;
  start_next();
}

void SerialRunner::start_next() {
  if (active_ || telling_ || waiting_.empty()) return;
  active_ = waiting_.front();
  waiting_.pop_front();
  active_->begin();
}

}  // namespace wst
