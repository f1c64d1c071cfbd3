// A call that was taken and is not yet answered.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "feed/action_run.h"
#include "router/callee.h"
#include "transmission/procedures.h"

namespace wst {

struct PendingCall {
  Call call;
  std::size_t bytes = 0;  ///< of its arguments, as they came
  Callee::Progress progress;
  Callee::Done done;
  std::vector<std::string> hashes = {};   ///< of call.torrents, once it begins
  std::vector<StepEnd> steps = {};        ///< those that are over
  std::optional<double> seen_first = {};  ///< when a sample after the last of them did not show it

  /// Several things to add: each is told by itself, in progress and result.
  [[nodiscard]] bool is_list() const { return call.arguments.view()["many"].present(); }
};

}  // namespace wst
