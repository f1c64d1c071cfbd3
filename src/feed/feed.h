// One Transmission, watched: ticks while somebody wants it, never twice at
// once, and keeps what was last known, with its age, when the source fails.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "feed/interests.h"
#include "poll/table.h"
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
  /// What tells the program that is installed from the one that comes with an upgrade.
  std::function<std::string()> installed = [] { return std::string(); };
  std::string epoch;  ///< tells this process' cursors from others'
};

enum class FeedState { starting, ok, stale, failing };

/// What is known about the source itself.
struct SourceStatus {
  FeedState state = FeedState::starting;
  Diagnosis trouble;                ///< of stale and failing
  std::optional<double> last_good;  ///< unix time of the last good sample
  std::string client_version;       ///< transmission-remote's; empty if unknown
};

class FeedObserver {
 public:
  virtual ~FeedObserver() = default;
  /// A good sample has come, and the table holds it; those who look at it further
  /// on are told behind it.
  virtual void on_sample() {}
  /// The table or the status may have a new version, or the times that they tell
  /// have gone on: after each run.
  virtual void on_change() {}
};

class Feed final : private CommandListener {
 public:
  using Clock = std::function<double()>;  ///< unix time in seconds, that nobody sets

  Feed(FeedOptions options, CommandRunner& runner, Timer& timer, Clock clock);

  /// One more, one less who wants samples. The first gets one at once.
  void watch();
  void unwatch();
  [[nodiscard]] bool watched() const { return watchers_ > 0; }
  /// One more, one less who wants a torrent's details, or the settings, in each
  /// sample. Makes no samples by itself: watch() or sample_afresh() does.
  void watch_torrent(const std::string& hash) { interests_.watch_torrent(hash); }
  void unwatch_torrent(const std::string& hash) { interests_.unwatch_torrent(hash); }
  void watch_session() { interests_.watch_session(); }
  void unwatch_session() { interests_.unwatch_session(); }
  /// A sample every so many seconds while nobody watches; 0: none.
  void keep_sampling(double every);
  /// `observer` outlives the feed, or is taken out before it goes.
  void add_observer(FeedObserver& observer) { observers_.push_back(&observer); }
  void remove_observer(FeedObserver& observer) { std::erase(observers_, &observer); }
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

  [[nodiscard]] const Table& table() const { return table_; }
  [[nodiscard]] const SourceStatus& status() const { return status_; }
  /// Torrents of which not all that was told could be read.
  [[nodiscard]] std::size_t unreadable() const { return unreadable_.size() + nameless_; }
  [[nodiscard]] Version status_version() const { return status_version_; }
  [[nodiscard]] const FeedOptions& options() const { return options_; }
  /// Runs that have ended: what the topics tell is the same until the next.
  [[nodiscard]] Version runs() const { return runs_; }
  /// transmission-remote's; nothing before it was asked and after a failure.
  [[nodiscard]] const std::optional<ClientVersion>& client() const { return client_; }
  /// Of the last good sample.
  [[nodiscard]] const std::optional<SessionStatistics>& statistics() const { return statistics_; }
  /// Of a watched torrent, once sampled.
  [[nodiscard]] const TorrentDetails* details(std::string_view hash) const {
    return interests_.details(hash);
  }
  [[nodiscard]] Version details_version(std::string_view hash) const {
    return interests_.details_version(hash);
  }
  /// Of the last sample that asked.
  [[nodiscard]] const SessionSettings& settings() const { return interests_.settings(); }
  [[nodiscard]] Version settings_version() const { return interests_.settings_version(); }
  /// Unix time of that sample.
  [[nodiscard]] std::optional<double> settings_at() const { return settings_at_; }
  [[nodiscard]] double now() const { return clock_(); }

 private:
  enum class Stage { idle, probe, sample, diagnosis };

  void on_stdout(std::string_view bytes) override;
  void on_stderr(std::string_view bytes) override;
  void on_exit(const Exit& exit) override;

  void set_pace();
  void start(Stage stage);
  [[nodiscard]] bool full_is_due() const;
  [[nodiscard]] std::vector<std::string> command_line() const;
  void keep_printed(std::string_view bytes);
  void probed(const Exit& exit);
  [[nodiscard]] bool probe_is_due() const;
  void sampled(const Exit& exit);
  void accept(Sample sample);
  [[nodiscard]] bool needs_full(const Sample& sample) const;
  [[nodiscard]] bool is_another(const Row& row) const;
  [[nodiscard]] bool miscounted(const Sample& sample) const;
  [[nodiscard]] bool restarted(const SessionStatistics& statistics) const;
  void resample_fully();
  [[nodiscard]] bool not_read_yet(const Sample& sample);
  void note_unreadable();
  void fail(const Diagnosis& trouble);
  void finish_run();
  void set_status(FeedState state, const Diagnosis& trouble);
  void notice_staleness();
  void tell(void (FeedObserver::*what)());

  FeedOptions options_;
  CommandRunner& runner_;
  Timer& timer_;
  Clock clock_;

  Table table_;
  SourceStatus status_;
  Version status_version_ = 1;
  Version runs_ = 0;
  int watchers_ = 0;
  bool stopped_ = false;
  double every_unwatched_ = 0;
  std::vector<std::function<void()>> waiting_;  // for the run under way
  std::vector<std::function<void()>> afresh_;   // for one that has not begun
  std::vector<FeedObserver*> observers_;

  std::optional<ClientVersion> client_;
  std::optional<double> probe_due_;  // when what is known of it is too old
  double probe_began_ = 0;
  std::string installed_;  // when it was asked
  Interests interests_;
  std::optional<SessionStatistics> statistics_;
  std::optional<double> settings_at_;
  std::set<std::int64_t> unreadable_;
  std::size_t nameless_ = 0;  // of the last full sample
  std::optional<double> last_full_;
  SampleReader reader_;

  Stage stage_ = Stage::idle;
  Questions questions_;  // of the sample under way
  bool was_empty_ = false;
  std::string printed_;
  Exit failed_exit_;  // what a diagnosis under way explains
  std::unique_ptr<RunningCommand> run_;
};

}  // namespace wst
