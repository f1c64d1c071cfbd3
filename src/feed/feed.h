// One Transmission, watched: ticks while somebody wants it, never twice at
// once, and keeps what was last known, with its age, when the source fails.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "feed/table.h"
#include "process/command_runner.h"
#include "process/timer.h"
#include "transmission/commands.h"
#include "transmission/diagnosis.h"
#include "transmission/sample.h"
#include "transmission/torrent.h"

namespace wst {

struct FeedOptions {
  Source source;
  std::vector<std::string> environment;  ///< of the children
  double interval = 2;                   ///< seconds between ticks
  double deadline = 15;                  ///< seconds a run may take
  std::size_t max_output = 64u << 20;    ///< bytes a run may print
  std::size_t max_torrents = 100'000;
  double full_every = 30;  ///< seconds between full samples
  std::string epoch;       ///< tells this process' cursors from others'
};

enum class FeedState { starting, ok, stale, failing };

/// What is known about the source itself.
struct SourceStatus {
  FeedState state = FeedState::starting;
  Diagnosis trouble;                ///< of stale and failing
  std::optional<double> last_good;  ///< unix time of the last good sample
  std::string client_version;       ///< transmission-remote's; empty if unknown
};

class Feed final : private CommandListener {
 public:
  using Clock = std::function<double()>;  ///< unix time in seconds

  /// `on_change` is called whenever the table or the status may have a new
  /// version, and whenever the times that they tell have gone on: after each run.
  Feed(FeedOptions options, CommandRunner& runner, Timer& timer, Clock clock,
       std::function<void()> on_change);

  /// One more, one less who wants samples. The first gets one at once.
  void watch();
  void unwatch();
  /// Ends the run under way; nothing is sampled and nobody told any more.
  void stop();
  /// The timer's call; does nothing while a run is under way.
  void tick();
  /// One sample for one who asks once: joins the run under way or starts one.
  /// `done` is called when it has ended, well or not.
  void sample_once(std::function<void()> done);

  [[nodiscard]] const Table& table() const { return table_; }
  [[nodiscard]] const SourceStatus& status() const { return status_; }
  [[nodiscard]] Version status_version() const { return status_version_; }
  [[nodiscard]] const FeedOptions& options() const { return options_; }
  /// Runs that have ended: what the topics tell is the same until the next.
  [[nodiscard]] Version runs() const { return runs_; }
  [[nodiscard]] double now() const { return clock_(); }

 private:
  enum class Stage { probe, sample, diagnosis };

  void on_stdout(std::string_view bytes) override;
  void on_stderr(std::string_view bytes) override;
  void on_exit(const Exit& exit) override;

  void start(Stage stage);
  [[nodiscard]] std::vector<std::string> command_line() const;
  void keep_printed(std::string_view bytes);
  void probed(const Exit& exit);
  void sampled(const Exit& exit);
  void accept(Sample sample);
  [[nodiscard]] bool needs_full(const Sample& sample) const;
  [[nodiscard]] bool renamed(const Row& row) const;
  [[nodiscard]] bool miscounted(const Sample& sample) const;
  [[nodiscard]] bool restarted(const SessionStatistics& statistics) const;
  void resample_fully();
  [[nodiscard]] bool not_read_yet(const Sample& sample);
  void fail(const Diagnosis& trouble);
  void finish_run();
  void set_status(FeedState state, const Diagnosis& trouble);
  void notice_staleness();

  FeedOptions options_;
  CommandRunner& runner_;
  Timer& timer_;
  Clock clock_;
  std::function<void()> on_change_;

  Table table_;
  SourceStatus status_;
  Version status_version_ = 1;
  Version runs_ = 0;
  int watchers_ = 0;
  bool stopped_ = false;
  std::vector<std::function<void()>> waiting_;

  std::optional<ClientVersion> client_;
  std::optional<SessionStatistics> statistics_;
  std::optional<double> last_full_;
  SampleReader reader_;

  Stage stage_ = Stage::probe;
  bool full_ = false;  // the sample under way
  bool was_empty_ = false;
  std::string printed_;
  Exit failed_exit_;  // what a diagnosis under way explains
  std::unique_ptr<RunningCommand> run_;
};

}  // namespace wst
