// A call from door to door: what is wanted, what came of it, and the seam between
// the dealer, which knows who may call what, and what answers.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "base/result.h"
#include "wire/wamp2.h"

namespace wst {

/// One for each call there ever was, at whatever door: Dealer::next_id().
using CallId = std::uint64_t;

/// How a call ended; `payload` is the result, or further arguments of the error.
struct CallResult {
  std::optional<Error> error = {};
  wamp2::Payload payload = {};
};

struct CallRequest {
  CallId id = 0;
  std::string procedure = {};
  wamp2::Payload payload = {};  ///< as the client sent it
  bool receive_progress = false;
  /// Seconds a worker has at least; 0 for the usual. Built-in ones have their own deadline.
  double timeout = 60;
  std::function<void(const wamp2::Payload&)> on_progress = {};  ///< if receive_progress
  std::function<void(const CallResult&)> on_done = {};
};

/// What is built in.
class Callee {
 public:
  virtual ~Callee() = default;
  /// Whether there is a procedure of this name.
  [[nodiscard]] virtual bool has(const std::string& procedure) const = 0;
  /// `on_done` is called exactly once, from the loop and never from within
  /// call(); `on_progress` any number of times before it. Neither after cancel()
  /// or forget().
  virtual void call(CallRequest request) = 0;
  /// Ends it as soon as can be, the child too. Nothing if it is over.
  virtual void cancel(CallId id) = 0;
  /// Lets it go on, but nobody is told any more.
  virtual void forget(CallId id) = 0;
};

}  // namespace wst
