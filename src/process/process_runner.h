// The real CommandRunner: each run is a Child on the default loop.
#pragma once

#include <ev++.h>

#include <memory>

#include "process/command_runner.h"

namespace wst {

class ProcessRunner final : public CommandRunner {
 public:
  /// The default loop, the only one on which children are reaped.
  explicit ProcessRunner(ev::loop_ref loop) : loop_(loop) {}

  std::unique_ptr<RunningCommand> run(const Command& command, CommandListener& listener) override;

 private:
  ev::loop_ref loop_;
};

}  // namespace wst
