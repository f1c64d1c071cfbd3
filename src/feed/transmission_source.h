// What is asked of a Transmission, and what is known of it: its torrents, the
// program that answers, and whether a sample can be believed.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/tail.h"
#include "feed/interests.h"
#include "poll/source.h"
#include "poll/table.h"
#include "transmission/commands.h"
#include "transmission/sample.h"
#include "transmission/torrent.h"

namespace wst {

struct FeedOptions {
  Remote remote;
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

class TransmissionSource : public Source {
 public:
  using Clock = std::function<double()>;  ///< unix time in seconds, that nobody sets

  TransmissionSource(FeedOptions options, Clock clock);

  /// One more, one less who wants a torrent's details, or the settings, in each
  /// sample. Makes no samples by itself.
  void watch_torrent(const std::string& hash) { interests_.watch_torrent(hash); }
  void unwatch_torrent(const std::string& hash) { interests_.unwatch_torrent(hash); }
  void watch_session() { interests_.watch_session(); }
  void unwatch_session() { interests_.unwatch_session(); }

  [[nodiscard]] const FeedOptions& options() const { return options_; }
  [[nodiscard]] const Table& table() const { return table_; }
  /// Torrents of which not all that was told could be read.
  [[nodiscard]] std::size_t unreadable() const { return unreadable_.size() + nameless_; }
  /// transmission-remote's; nothing before it was asked and after a failure.
  [[nodiscard]] const std::optional<ClientVersion>& client() const { return client_; }
  /// The same as text, also after a failure; empty if unknown.
  [[nodiscard]] const std::string& client_version() const { return client_version_; }
  /// Of unreadable() and client_version().
  [[nodiscard]] Version notes_version() const { return notes_version_; }
  /// Of the last good sample.
  [[nodiscard]] const std::optional<SessionStatistics>& statistics() const { return statistics_; }
  /// Of a watched torrent, once sampled.
  [[nodiscard]] const TorrentDetails* details(std::string_view hash) const {
    return interests_.details(hash);
  }
  [[nodiscard]] Version details_version(std::string_view hash) const {
    return interests_.details_version(hash);
  }
  /// Of the last sample that asked, and whether that was the last one.
  [[nodiscard]] const SessionSettings& settings() const { return interests_.settings(); }
  [[nodiscard]] bool has_sampled_settings() const { return sampled_settings_; }
  [[nodiscard]] Version settings_version() const { return interests_.settings_version(); }
  /// Unix time of that sample.
  [[nodiscard]] std::optional<double> settings_at() const { return settings_at_; }

 private:
  enum class Stage { probe, sample, diagnosis };

  [[nodiscard]] std::string name() const override;
  [[nodiscard]] Diagnosis silence() const override;
  Command begin() override;
  void on_stdout(std::string_view bytes) override;
  void on_stderr(std::string_view bytes) override;
  Progress on_exit(const Exit& exit) override;

  void set_stage(Stage stage);
  [[nodiscard]] bool full_is_due() const;
  [[nodiscard]] std::vector<std::string> command_line() const;
  Progress probed(const Exit& exit);
  [[nodiscard]] bool probe_is_due() const;
  Progress sampled(const Exit& exit);
  Progress accept(Sample sample);
  void take(Sample& sample);
  [[nodiscard]] bool needs_full(const Sample& sample) const;
  [[nodiscard]] bool is_another(const Row& row) const;
  [[nodiscard]] bool miscounted(const Sample& sample) const;
  [[nodiscard]] bool restarted(const SessionStatistics& statistics) const;
  Progress resample_fully();
  [[nodiscard]] bool not_read_yet(const Sample& sample);
  void note_unreadable();
  Progress fail(Diagnosis trouble);

  FeedOptions options_;
  Clock clock_;

  Table table_;
  std::optional<ClientVersion> client_;
  std::string client_version_;
  std::optional<double> probe_due_;  // when what is known of it is too old
  double probe_began_ = 0;
  std::string installed_;  // when it was asked
  Version notes_version_ = 0;
  Interests interests_;
  std::optional<SessionStatistics> statistics_;
  bool sampled_settings_ = false;
  std::optional<double> settings_at_;
  std::set<std::int64_t> unreadable_;
  std::size_t nameless_ = 0;  // of the last full sample
  std::optional<double> last_full_;
  SampleReader reader_;

  Stage stage_ = Stage::probe;  // of the command under way
  std::optional<Stage> next_;   // of the one that is needed behind it
  Questions questions_;         // of the sample under way
  bool was_empty_ = false;
  Tail printed_;      // the reason of a failure stands at the end
  Exit failed_exit_;  // what a diagnosis under way explains
};

}  // namespace wst
