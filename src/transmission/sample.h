// One sample of one Transmission, gathered from a run's output as it comes.
// Rows that are byte for byte those of an earlier sample are not parsed again.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "base/row.h"
#include "transmission/details.h"
#include "transmission/details_stream.h"
#include "transmission/fingerprint.h"
#include "transmission/reply.h"
#include "transmission/session_settings.h"

namespace wst {

/// Of the daemon's present life, or of all its lives.
struct LifeStatistics {
  std::int64_t downloaded_bytes = 0;
  std::int64_t uploaded_bytes = 0;
  std::int64_t files_added = 0;
  std::int64_t session_count = 0;  ///< starts
  std::int64_t seconds_active = 0;

  bool operator==(const LifeStatistics&) const = default;
};

struct SessionStatistics {
  LifeStatistics current;
  LifeStatistics cumulative;
  std::optional<std::int64_t> torrent_count;
  std::int64_t active_count = 0;
  std::int64_t paused_count = 0;
  std::int64_t download_speed = 0;  ///< bytes per second
  std::int64_t upload_speed = 0;

  bool operator==(const SessionStatistics&) const = default;
};

/// As a JSON object with the RPC's names.
std::string statistics_json(const SessionStatistics& statistics);

struct Sample {
  bool full = false;                  ///< `seen` is every torrent there is
  std::vector<Row> changed;           ///< those whose text changed
  std::vector<std::int64_t> seen;     ///< changed and unchanged ones
  std::vector<std::int64_t> removed;  ///< told by the daemon as gone
  std::size_t nameless = 0;           ///< rows of the list of which nobody knows whose they are
  SessionStatistics statistics;
  std::optional<SessionSettings> settings;        ///< if asked for
  std::map<std::string, TorrentDetails> details;  ///< of the torrents asked for, by hash
  std::size_t rows_parsed = 0;                    ///< of the list
  std::size_t parts_parsed = 0;                   ///< of the details
};

/// Remembers, from sample to sample, the text of each row by its fingerprint.
class SampleReader final : public ReplySink {
 public:
  /// `max_torrents`: more in one run are an error.
  explicit SampleReader(std::size_t max_torrents = 100'000);
  SampleReader(const SampleReader&) = delete;
  SampleReader& operator=(const SampleReader&) = delete;

  /// A new run begins; whatever an unfinished one brought is forgotten.
  void begin(Channel channel, bool full);
  /// Bytes of the channel's stream.
  void feed(std::string_view bytes);
  /// The run ended well: its sample, or why it is none (a garbled, short or
  /// refused answer; one that is missing). After an error, and after forget(),
  /// every row is parsed again. A sample that is not applied must be forgotten.
  Result<Sample> finish();
  /// The table no longer holds what earlier samples brought.
  void forget();

 private:
  using Fingerprint = std::uint64_t;

  /// What the run in progress is telling of.
  enum class Stage {
    silent,   ///< nothing has been printed
    list,     ///< rows are those of the list
    details,  ///< the list is complete: rows are one torrent's, or parts of its details
  };

  void on_row(std::string_view text) override;
  void on_part(std::string_view bytes) override;
  void on_broken_row(std::string_view object, const std::string& why) override;
  [[nodiscard]] std::size_t longest_row() const override;
  void on_answer(JsonView envelope) override;
  void on_listed(std::string_view text);
  void take_broken(std::string_view object, std::string_view why);
  void on_detailed(std::string_view text);
  void take_broken_detail(std::string_view object, std::string_view why);
  bool take_unchanged(Fingerprint part);
  void begin_details(JsonView row);
  void take_details(JsonView told, Fingerprint part);

  /// The row that came last for each torrent, and the way back. One for each
  /// torrent, not one for each question: a row may be skipped only if nothing
  /// else was said about its torrent since, or the table holds other values.
  struct Memory {
    std::unordered_map<Fingerprint, std::int64_t> torrents;
    std::unordered_map<std::int64_t, Fingerprint> rows;

    void put(std::int64_t id, Fingerprint row);
    void drop(std::int64_t id);
  };

  /// The torrent that details belong to, which carry no id: the one told of last.
  struct Anchor {
    std::string hash;
    std::int64_t piece_size = 0;
    Fingerprint key = 0;  ///< of both
  };

  [[nodiscard]] std::optional<std::int64_t> unchanged(Fingerprint row) const;
  void see(std::int64_t id, Fingerprint row);
  void take(Row row, Fingerprint fingerprint);
  void read_list(JsonView body);
  void read_statistics(JsonView body);
  [[nodiscard]] std::optional<Error> failure();
  void remember();
  void fail(std::string why);

  std::size_t max_torrents_;
  Fingerprinter fingerprinter_;
  Memory memory_;

  std::optional<ReplyReader> reply_;  ///< of the run in progress
  Sample sample_;
  std::unordered_map<std::int64_t, Fingerprint> seen_;  ///< in this run
  std::optional<Anchor> anchor_;
  std::unordered_map<Fingerprint, TorrentDetails> parts_;       ///< that the last sample told
  std::unordered_map<Fingerprint, TorrentDetails> told_parts_;  ///< in this run
  DetailsStream long_details_;
  std::optional<Error> error_;
  Stage stage_ = Stage::silent;
  bool row_told_ = false;  ///< in the answer in hand
  std::optional<SessionStatistics> statistics_;
};

}  // namespace wst
