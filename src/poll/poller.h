// When a source is sampled: at each tick while somebody wants it, never twice at
// once, and for those who ask. Keeps what came of it, with its age.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "base/diagnosis.h"
#include "poll/source.h"
#include "poll/table.h"
#include "process/command_runner.h"
#include "process/timer.h"

namespace wst {

enum class SourceState { starting, ok, stale, failing };

struct SourceStatus {
  SourceState state = SourceState::starting;
  Diagnosis trouble;                ///< of stale and failing
  std::optional<double> last_good;  ///< unix time of the last good sample
};

class PollObserver {
 public:
  virtual ~PollObserver() = default;
  /// A good sample has come, and the source holds it; those who look at it
  /// further on are told behind it.
  virtual void on_sample() {}
  /// The source or the status may have a new version, or the times that they
  /// tell have gone on: after each run.
  virtual void on_change() {}
};

/// Not movable: its runs know it.
class Poller : private CommandListener {
 public:
  using Clock = std::function<double()>;  ///< unix time in seconds, that nobody sets

  /// `interval`: seconds between ticks. All outlive the poller; `timer` is its own.
  Poller(Source& source, double interval, CommandRunner& runner, Timer& timer, Clock clock);

  /// One more, one less who wants samples. The first gets one at once.
  void watch();
  void unwatch();
  [[nodiscard]] bool watched() const { return watchers_ > 0; }
  /// A sample every so many seconds while nobody watches; 0: none.
  void keep_sampling(double every);
  /// `observer` outlives the poller, or is taken out before it goes.
  void add_observer(PollObserver& observer);
  void remove_observer(PollObserver& observer);
  /// Ends the run under way; nothing is sampled and nobody told any more.
  void stop();
  /// The timer's call; does nothing while a run is under way.
  void tick();
  /// One sample for one who asks once: joins the run under way or starts one.
  /// `done` is called when it has ended, well or not.
  void sample_once(std::function<void()> done);
  /// A sample that begins after this call: one under way will not do. `done` is
  /// called when it has ended, well or not, and never from within the call.
  void sample_afresh(std::function<void()> done);

  [[nodiscard]] const SourceStatus& status() const { return status_; }
  /// Of the status.
  [[nodiscard]] Version status_version() const { return status_version_; }
  /// Runs that have ended: what the topics tell is the same until the next.
  [[nodiscard]] Version runs() const { return runs_; }
  [[nodiscard]] double now() const { return clock_(); }

 private:
  void on_stdout(std::string_view bytes) override { source_.on_stdout(bytes); }
  void on_stderr(std::string_view bytes) override { source_.on_stderr(bytes); }
  void on_exit(const Exit& exit) override;

  void set_pace();
  void begin_sample();
  void begin_command();
  void take_sample();
  void finish_run();
  void set_status(SourceState state, const Diagnosis& trouble = {});
  void notice_staleness();
  void tell(void (PollObserver::*what)());

  Source& source_;
  const double interval_;
  CommandRunner& runner_;
  Timer& timer_;
  Clock clock_;

  SourceStatus status_;
  Version status_version_ = 1;
  Version runs_ = 0;
  int watchers_ = 0;
  bool stopped_ = false;
  double every_unwatched_ = 0;
  // Each topic that somebody has named fields for is one: there may be very many.
  std::map<std::uint64_t, PollObserver*> observers_;  // in the order they came
  std::map<PollObserver*, std::uint64_t> places_;     // of observers_
  std::uint64_t last_place_ = 0;
  std::vector<std::function<void()>> waiting_;  // for the run under way
  std::vector<std::function<void()>> afresh_;   // for one that has not begun
  bool under_way_ = false;
  std::unique_ptr<RunningCommand> command_;
};

}  // namespace wst
