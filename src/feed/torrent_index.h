// Which torrent of a feed's table has which info hash, and what the last sample
// says of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "feed/feed.h"
#include "transmission/procedures.h"

namespace wst {

class TorrentIndex final : private PollObserver {
 public:
  /// Made before the feed's first sample.
  explicit TorrentIndex(Feed& feed) : feed_(feed) { feed_.add_observer(*this); }
  ~TorrentIndex() override { feed_.remove_observer(*this); }
  TorrentIndex(const TorrentIndex&) = delete;
  TorrentIndex& operator=(const TorrentIndex&) = delete;

  /// The id; nothing if there is no such torrent.
  [[nodiscard]] std::optional<std::int64_t> find(const TorrentKey& key) const;
  /// The hash of a torrent that there is.
  [[nodiscard]] std::string hash(std::int64_t id) const;
  /// Valid as long as this is.
  [[nodiscard]] Facts facts() const;

 private:
  void on_sample() override;
  [[nodiscard]] std::optional<std::string> fact(std::string_view hash,
                                                std::string_view field) const;

  Feed& feed_;
  Version seen_ = 0;
  std::unordered_map<std::string, std::int64_t> ids_;
  std::unordered_map<std::int64_t, std::string> hashes_;
};

}  // namespace wst
