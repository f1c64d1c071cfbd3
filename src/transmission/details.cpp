#include "transmission/details.h"

#include <array>
#include <string_view>

#include "transmission/keys.h"
#include "transmission/values.h"

namespace wst {
namespace {

using Type = ValueType;

constexpr std::size_t max_bitfield = std::size_t{1} << 20;  // in base64

constexpr auto file_members = std::to_array<TypedMember>({
    {"name", Type::string},
    {"length", Type::integer},
    {"bytesCompleted", Type::integer},
});

constexpr auto peer_members = std::to_array<TypedMember>({
    {"address", Type::string},
    {"port", Type::integer},
    {"clientName", Type::string},
    {"flagStr", Type::string},
    {"progress", Type::number},
    {"rateToClient", Type::integer},
    {"rateToPeer", Type::integer},
    {"isEncrypted", Type::boolean},
    {"isIncoming", Type::boolean},
    {"isUTP", Type::boolean},
    {"isDownloadingFrom", Type::boolean},
    {"isUploadingTo", Type::boolean},
    {"clientIsChoked", Type::boolean},
    {"clientIsInterested", Type::boolean},
    {"peerIsChoked", Type::boolean},
    {"peerIsInterested", Type::boolean},
});

constexpr auto tracker_members = std::to_array<TypedMember>({
    {"id", Type::integer},
    {"tier", Type::integer},
    {"announce", Type::string},
    {"scrape", Type::string},
    {"isBackup", Type::boolean},
    {"announceState", Type::integer},
    {"scrapeState", Type::integer},
    {"seederCount", Type::integer},
    {"leecherCount", Type::integer},
    {"downloadCount", Type::integer},
    {"hasAnnounced", Type::boolean},
    {"lastAnnounceTime", Type::integer},
    {"lastAnnounceStartTime", Type::integer},
    {"lastAnnounceSucceeded", Type::boolean},
    {"lastAnnounceTimedOut", Type::boolean},
    {"lastAnnounceResult", Type::string},
    {"lastAnnouncePeerCount", Type::integer},
    {"nextAnnounceTime", Type::integer},
    {"hasScraped", Type::boolean},
    {"lastScrapeTime", Type::integer},
    {"lastScrapeStartTime", Type::integer},
    {"lastScrapeSucceeded", Type::boolean},
    {"lastScrapeTimedOut", Type::boolean},
    {"lastScrapeResult", Type::string},
    {"nextScrapeTime", Type::integer},
});

static_assert(peer_members.size() <= max_members && tracker_members.size() <= max_members);

/// A JSON array of the objects in `list`, at most `most`; `append` writes the
/// members of one.
template <typename Append>
std::string objects_text(JsonView list, std::size_t most, Cut& cut, Append append) {
  std::string text = "[";
  cut = {};
  for (JsonView v = list.first(); v.present(); v = v.next()) {
    if (++cut.count > most) continue;
    ++cut.shown;
    if (text.size() > 1) text += ',';
    text += '{';
    append(text, v);
    text += '}';
  }
  return text + ']';
}

std::string files_text(JsonView object, JsonView files, Cut& cut) {
  JsonView wanted = member(object, "wanted").first();
  JsonView priority = member(object, "priorities").first();
  return objects_text(files, max_detailed_files, cut, [&](std::string& text, JsonView file) {
    append_members(text, file, file_members);
    append_member(text, "wanted", value_text(wanted, Type::boolean).value_or("true"));
    append_member(text, "priority", value_text(priority, Type::integer).value_or("0"));
    wanted = wanted.next();
    priority = priority.next();
  });
}

std::string peers_text(JsonView peers, Cut& cut) {
  return objects_text(peers, max_detailed_peers, cut, [](std::string& text, JsonView peer) {
    append_members(text, peer, peer_members);
  });
}

/// 3.00 puts the scheme in front of it.
std::string host_text(JsonView tracker) {
  std::string_view host = member(tracker, "host").string().value_or("");
  if (const auto scheme = host.find("://"); scheme != host.npos) host.remove_prefix(scheme + 3);
  return json_quote(host);
}

std::string trackers_text(JsonView trackers, Cut& cut) {
  return objects_text(trackers, max_detailed_trackers, cut,
                      [](std::string& text, JsonView tracker) {
                        append_members(text, tracker, tracker_members);
                        append_member(text, "host", host_text(tracker));
                      });
}

std::string pieces_text(JsonView object, JsonView pieces, std::int64_t size) {
  const std::string_view bits = pieces.string().value_or("");
  const bool told = !bits.empty() && bits.size() <= max_bitfield;
  std::string text = "{";
  append_member(text, "count",
                value_text(member(object, "pieceCount"), Type::integer).value_or("0"));
  append_member(text, "size", std::to_string(size));
  append_member(text, "bitfield", told ? json_quote(bits) : "null");
  return text + '}';
}

}  // namespace

void TorrentDetails::take(const TorrentDetails& more) {
  if (!more.files.empty()) files = more.files, file_cut = more.file_cut;
  if (!more.peers.empty()) peers = more.peers, peer_cut = more.peer_cut;
  if (!more.trackers.empty()) trackers = more.trackers, tracker_cut = more.tracker_cut;
  if (!more.pieces.empty()) pieces = more.pieces;
  if (!more.unreadable.empty()) unreadable = more.unreadable;
}

TorrentDetails read_details(JsonView object, std::int64_t piece_size) {
  TorrentDetails details;
  if (const JsonView files = member(object, "files"); files.is_array()) {
    details.files = files_text(object, files, details.file_cut);
  }
  if (const JsonView peers = member(object, "peers"); peers.is_array()) {
    details.peers = peers_text(peers, details.peer_cut);
  }
  if (const JsonView trackers = member(object, "trackerStats"); trackers.is_array()) {
    details.trackers = trackers_text(trackers, details.tracker_cut);
  }
  if (const JsonView pieces = member(object, "pieces"); pieces.is_string()) {
    details.pieces = pieces_text(object, pieces, piece_size);
  }
  return details;
}

}  // namespace wst
