#include "transmission/details.h"

#include <array>
#include <string_view>
#include <utility>

#include "transmission/envelope.h"
#include "transmission/values.h"

namespace wst {
namespace {

using Type = JsonType;

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

/// 3.00 puts the scheme in front of it.
std::string host_text(JsonView tracker) {
  std::string_view host = member(tracker, "host").string().value_or("");
  if (const auto scheme = host.find("://"); scheme != host.npos) host.remove_prefix(scheme + 3);
  return json_quote(host);
}

/// A JSON array of the objects in `elements`; `finish` adds to one what it does not tell itself.
template <typename Finish>
std::string list_text(DetailList list, JsonView elements, Cut& cut, Finish finish) {
  std::string text = "[";
  cut = {};
  for (JsonView v = elements.first(); v.present(); v = v.next()) {
    if (++cut.count > most_of(list)) continue;
    if (++cut.shown > 1) text += ',';
    text += element_text(list, v);
    finish(text);
    text += '}';
  }
  text += ']';
  return text;
}

std::string list_text(DetailList list, JsonView elements, Cut& cut) {
  return list_text(list, elements, cut, [](std::string&) {});
}

std::string files_text(JsonView object, JsonView files, Cut& cut) {
  JsonView wanted = member(object, "wanted").first();
  JsonView priority = member(object, "priorities").first();
  return list_text(DetailList::files, files, cut, [&](std::string& text) {
    append_choice(text, wanted_text(wanted), priority_text(priority));
    wanted = wanted.next();
    priority = priority.next();
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

std::optional<DetailList> detail_list(std::string_view key) {
  const auto hash = key_hash(key);
  if (hash == key_hash("files")) return DetailList::files;
  if (hash == key_hash("peers")) return DetailList::peers;
  if (hash == key_hash("trackerStats")) return DetailList::trackers;
  return std::nullopt;
}

std::size_t most_of(DetailList list) {
  if (list == DetailList::files) return 100'000;
  return list == DetailList::peers ? 2'000 : 1'000;
}

std::string element_text(DetailList list, JsonView element) {
  std::string text = "{";
  if (list == DetailList::files) append_members(text, element, file_members);
  if (list == DetailList::peers) append_members(text, element, peer_members);
  if (list == DetailList::trackers) {
    append_members(text, element, tracker_members);
    append_member(text, "host", host_text(element));
  }
  return text;
}

std::string wanted_text(JsonView wanted) {
  return value_text(wanted, Type::boolean).value_or("true");
}

std::string priority_text(JsonView priority) {
  return value_text(priority, Type::integer).value_or("0");
}

void append_choice(std::string& file, std::string_view wanted, std::string_view priority) {
  append_member(file, "wanted", wanted);
  append_member(file, "priority", priority);
}

void TorrentDetails::take(TorrentDetails more) {
  if (!more.files.empty()) files = std::move(more.files), file_cut = more.file_cut;
  if (!more.peers.empty()) peers = std::move(more.peers), peer_cut = more.peer_cut;
  if (!more.trackers.empty()) trackers = std::move(more.trackers), tracker_cut = more.tracker_cut;
  if (!more.pieces.empty()) pieces = std::move(more.pieces);
  if (!more.unreadable.empty()) unreadable = std::move(more.unreadable);
}

TorrentDetails read_details(JsonView object, std::int64_t piece_size) {
  TorrentDetails details;
  if (const JsonView files = member(object, "files"); files.is_array()) {
    details.files = files_text(object, files, details.file_cut);
  }
  if (const JsonView peers = member(object, "peers"); peers.is_array()) {
    details.peers = list_text(DetailList::peers, peers, details.peer_cut);
  }
  if (const JsonView trackers = member(object, "trackerStats"); trackers.is_array()) {
    details.trackers = list_text(DetailList::trackers, trackers, details.tracker_cut);
  }
  if (const JsonView pieces = member(object, "pieces"); pieces.is_string()) {
    details.pieces = pieces_text(object, pieces, piece_size);
  }
  return details;
}

}  // namespace wst
