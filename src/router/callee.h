// The seam between the dealer, which knows who may call what, and what answers: a call as it
// came, and how it ended.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "base/result.h"

namespace wst {

struct CallRequest {
  std::string procedure;
  std::string args = "[]";    ///< JSON array, as the client sent it
  std::string kwargs = "{}";  ///< JSON object, as the client sent it
};

struct Outcome {
  std::optional<Error> error;  ///< with its URI and a sentence for people
  std::string result = "{}";   ///< JSON object; of a call that went well
};

class Callee {
 public:
  using CallId = std::uint64_t;
  using Progress = std::function<void(const std::string& json)>;
  using Done = std::function<void(const Outcome&)>;

  virtual ~Callee() = default;
  /// Whether there is a procedure of this name.
  [[nodiscard]] virtual bool has(const std::string& procedure) const = 0;
  /// `done` is called exactly once, from the loop and never from within call();
  /// `progress` (may be null) any number of times before it. Neither after
  /// cancel() or forget().
  virtual CallId call(CallRequest request, Progress progress, Done done) = 0;
  /// Ends it as soon as can be, the child too. Nothing if it is over.
  virtual void cancel(CallId id) = 0;
  /// Lets it go on, but nobody is told any more.
  virtual void forget(CallId id) = 0;
};

}  // namespace wst
