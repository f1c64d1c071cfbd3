// One torrent's files, peers, trackers and pieces: the answers to `-if`, `-ip`,
// `-it` and `-ic` of any version in one form, that of 4.x with the RPC's names.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/json.h"

namespace wst {

/// Of a list that is too long not all is told.
struct Cut {
  std::size_t shown = 0;
  std::size_t count = 0;

  bool operator==(const Cut&) const = default;
};

/// JSON text each; empty where nothing was told.
struct TorrentDetails {
  std::string files;     ///< [{"name","length","bytesCompleted","wanted":bool,"priority":-1|0|1}]
  std::string peers;     ///< [{"address","port","clientName","flagStr","progress",...}]
  std::string trackers;  ///< [{"id","tier","announce","host","lastAnnounceTime",...}]
  std::string pieces;    ///< {"count","size","bitfield":base64 or null}
  Cut file_cut = {};
  Cut peer_cut = {};
  Cut tracker_cut = {};
  std::string unreadable = {};  ///< why a part was told and could not be read

  /// What `more` tells, over what is told here.
  void take(const TorrentDetails& more);

  bool operator==(const TorrentDetails&) const = default;
};

/// More of a kind than this are left out.
constexpr std::size_t max_detailed_files = 100'000;
constexpr std::size_t max_detailed_peers = 2'000;
constexpr std::size_t max_detailed_trackers = 1'000;

/// What `object`, one of a `torrents` array, tells. `piece_size`: of the
/// torrent, which the answer about pieces does not tell.
TorrentDetails read_details(JsonView object, std::int64_t piece_size);

}  // namespace wst
