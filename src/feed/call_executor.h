// Runs what callers ask of one Transmission, in the order asked, and answers
// when a sample has shown what came of it.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "feed/action_run.h"
#include "feed/call_verifier.h"
#include "feed/feed.h"
#include "feed/pending_call.h"
#include "feed/torrent_index.h"
#include "poll/topic.h"
#include "process/command_runner.h"
#include "process/metainfo_store.h"
#include "process/timer.h"
#include "router/callee.h"
#include "transmission/call_rules.h"
#include "transmission/procedures.h"

namespace wst {

struct CallLimits {
  std::size_t calls = 256;        ///< waiting, under way or not yet answered
  std::size_t bytes = 64u << 20;  ///< of their arguments, as they came
};

/// What else there is of the host.
struct CallExecutorParts {
  Feed& feed;
  const Topic& session;  ///< its payload answers session.get
  CommandRunner& runner;
  Timer& timer;     ///< of its own: a turn of the queue
  Timer& patience;  ///< of its own: looking once more
  MetainfoStore& files;
};

/// Answers by torrents.get, session.get and every action of procedures.h.
class CallExecutor final : public Callee {
 public:
  /// The parts outlive it, but tell it nothing after it is gone or stopped: the
  /// feed is stopped first or destroyed unasked. Made before the first sample.
  explicit CallExecutor(const CallExecutorParts& parts, CallLimits limits = {},
                        CallRules rules = {});
  CallExecutor(const CallExecutor&) = delete;
  CallExecutor& operator=(const CallExecutor&) = delete;

  [[nodiscard]] bool has(const std::string& procedure) const override;
  void call(CallRequest request) override;
  void cancel(CallId id) override;
  void forget(CallId id) override;

  /// The timer's call: refusals are told and the queue goes on.
  void turn();
  /// The timer's call: what did not show yet is looked for once more.
  void look_again();
  /// Ends the run under way; nobody is told any more.
  void stop();

 private:
  /// What a sample has to ask besides the list.
  struct Wanted {
    std::vector<std::string> torrents;
    bool session = false;
  };

  using Results = std::vector<std::pair<CallId, CallResult>>;

  struct Refused {
    std::function<void(const CallResult&)> on_done;
    Error error;
  };

  [[nodiscard]] Result<Call> admit(const CallRequest& request) const;
  void enter(PendingCall& pending, Phase phase);
  /// Those in a phase, the first to enter it first.
  [[nodiscard]] std::vector<CallId> ids_in(Phase phase) const;
  [[nodiscard]] bool has_any_in(Phase phase) const;
  void look(CallId id);

  void go_on();
  [[nodiscard]] bool knows_torrents() const;
  void learn_torrents(bool again);
  void give_up(const Error& error);
  void run_step(CallId id);
  [[nodiscard]] std::optional<Error> find_torrents(PendingCall& pending) const;
  [[nodiscard]] Result<Step> prepare(const PendingCall& pending);
  void end_step(CallId id, const StepEnd& end);
  void skip_rest(CallId id, const Error& error);

  void verify();
  [[nodiscard]] Wanted wanted_by(const std::vector<CallId>& calls) const;
  void sample_for(const std::vector<CallId>& calls);
  /// Of those that are not to be looked for again. `seconds`: what the look took.
  Results judge(const std::vector<CallId>& calls, double seconds);
  [[nodiscard]] bool awaits(PendingCall& pending) const;
  void finish(CallId id, const CallResult& result);
  std::optional<PendingCall> take_out(CallId id);

  Feed& feed_;
  CommandRunner& runner_;
  Timer& timer_;
  Timer& patience_;
  MetainfoStore& files_;
  const CallLimits limits_;
  const CallRules rules_;
  TorrentIndex index_;
  CallVerifier verifier_;

  std::map<CallId, Refused> refused_;  // told so at the next turn
  std::map<CallId, PendingCall> calls_;
  std::uint64_t phases_ = 0;     // that were ever entered
  std::size_t bytes_ = 0;        // of their arguments
  std::size_t unseen_runs_ = 0;  // since a sample was asked for
  bool learning_ = false;        // the queue waits for a sample
  std::unique_ptr<ActionRun> run_;
};

}  // namespace wst
