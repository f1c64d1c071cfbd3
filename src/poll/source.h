// What is polled: which command to run, and what its output means. When it is
// run is the poller's.
#pragma once

#include <string>
#include <string_view>

#include "base/diagnosis.h"
#include "process/command_runner.h"

namespace wst {

/// What a command of a source has come to.
struct Progress {
  enum class Kind {
    sampled,  ///< the sample is good, and the source holds it
    nothing,  ///< it tells nothing new, nor that anything failed
    again,    ///< another command is needed, which samples anew
    explain,  ///< another is needed to say why this one failed
    failed,   ///< `trouble` says why
  };
  Kind kind = Kind::sampled;
  Diagnosis trouble = {};
};

class Source {
 public:
  virtual ~Source() = default;
  /// For the log: "transmission at 127.0.0.1:9091".
  [[nodiscard]] virtual std::string name() const = 0;
  /// What is told while it has not answered for long.
  [[nodiscard]] virtual Diagnosis silence() const = 0;

  /// The command to run now: of a new sample, or what the last one's progress asked for.
  virtual Command begin() = 0;
  /// What that prints, in pieces of any size; valid during the call only.
  virtual void on_stdout(std::string_view bytes) = 0;
  virtual void on_stderr(std::string_view bytes) = 0;
  /// It is over.
  virtual Progress on_exit(const Exit& exit) = 0;
};

}  // namespace wst
