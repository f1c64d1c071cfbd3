// A call that was taken and is not yet answered.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "feed/action_run.h"
#include "router/callee.h"
#include "transmission/procedures.h"

namespace wst {

/// Where a call stands on its way.
enum class Phase {
  asking,     ///< a question: for the sample that begins next
  queued,     ///< an action: until the ones before it have had their step
  running,    ///< its step is under way
  ran,        ///< all its steps have, but no sample was asked for since
  verifying,  ///< for a sample that begins behind them
  awaited,    ///< the last sample did not show it yet
};

struct PendingCall {
  Call call;
  std::size_t bytes = 0;                                   ///< of its arguments, as they came
  std::function<void(const wamp2::Payload&)> on_progress;  ///< null: not wanted
  std::function<void(const CallResult&)> on_done;          ///< null: nobody waits for it
  Phase phase = Phase::queued;
  std::uint64_t since = 0;                ///< counts up with each phase of any call
  std::vector<std::string> hashes = {};   ///< of call.torrents, once it begins
  std::vector<StepEnd> steps = {};        ///< those that are over
  std::optional<double> seen_first = {};  ///< when a sample after the last of them did not show it

  /// Several things to add: each is told by itself, in progress and result.
  [[nodiscard]] bool is_list() const { return call.arguments.view()["many"].present(); }
};

}  // namespace wst
