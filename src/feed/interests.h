// What a sample asks for besides the list, for whom it is wanted, and what
// came of it: details of torrents and the daemon's settings.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "poll/table.h"
#include "transmission/commands.h"
#include "transmission/sample.h"

namespace wst {

class Interests {
 public:
  /// Counted. What is not 40 hex digits is passed over.
  void watch_torrent(const std::string& hash);
  void unwatch_torrent(const std::string& hash);
  void watch_session() { ++session_watchers_; }
  void unwatch_session() { --session_watchers_; }

  /// The questions of the next sample. Of more torrents than one sample asks
  /// about, those are taken that waited longest.
  [[nodiscard]] Questions next_questions(bool full);
  /// What a sample told; the versions rise with what changed.
  void take(Sample& sample);

  /// Of a watched torrent, once sampled.
  [[nodiscard]] const TorrentDetails* details(std::string_view hash) const;
  [[nodiscard]] Version details_version(std::string_view hash) const;
  /// Of the last sample that asked.
  [[nodiscard]] const SessionSettings& settings() const { return settings_; }
  [[nodiscard]] Version settings_version() const { return settings_version_; }

 private:
  struct Watched {
    int watchers = 0;
    std::uint64_t asked = 0;  // the number of the sample that did last; 0: none
    Version version = 0;
    TorrentDetails details;
  };

  std::map<std::string, Watched, std::less<>> torrents_;
  int session_watchers_ = 0;
  std::uint64_t samples_ = 0;
  Version details_stamp_ = 0;  // shared: a torrent watched again begins above its past
  SessionSettings settings_;
  Version settings_version_ = 0;
};

}  // namespace wst
