// One torrent's files, peers, trackers and pieces: the answers to `-if`, `-ip`,
// `-it` and `-ic` of any version in one form, that of 4.x with the RPC's names.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

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
  void take(TorrentDetails more);

  bool operator==(const TorrentDetails&) const = default;
};

enum class DetailList { files, peers, trackers };
/// The list that an answer tells under `key`, if it is one of them.
std::optional<DetailList> detail_list(std::string_view key);
/// More elements than this are left out.
std::size_t most_of(DetailList list);
/// What one element tells, a JSON object but for the brace at its end.
std::string element_text(DetailList list, JsonView element);
/// Two more members of a file's object, from lists of their own; either value may be absent.
std::string wanted_text(JsonView wanted);
std::string priority_text(JsonView priority);
void append_choice(std::string& file, std::string_view wanted, std::string_view priority);

/// What `object`, one of a `torrents` array, tells. `piece_size`: of the
/// torrent, which the answer about pieces does not tell.
TorrentDetails read_details(JsonView object, std::int64_t piece_size);

}  // namespace wst
