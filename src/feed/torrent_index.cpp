#include "feed/torrent_index.h"

#include <algorithm>
#include <iterator>

namespace wst {

namespace {

std::string unquoted(std::string_view json) {
  return std::string(json.substr(1, json.size() - 2));  // hex digits need no escape
}

std::optional<std::string> told(const std::string& json) {
  return json.empty() ? std::nullopt : std::optional(json);
}

std::optional<std::string> not_shown(const Cut& cut) {
  return std::to_string(cut.count - cut.shown);
}

}  // namespace

std::optional<std::int64_t> TorrentIndex::find(const TorrentKey& key) const {
  if (key.hash.empty())
    return feed_.table().contains(key.id) ? std::optional(key.id) : std::nullopt;
  const auto found = ids_.find(key.hash);
  return found == ids_.end() ? std::nullopt : std::optional(found->second);
}

std::string TorrentIndex::hash(std::int64_t id) const {
  const auto found = hashes_.find(id);
  return found == hashes_.end() ? std::string() : found->second;
}

Facts TorrentIndex::facts() const {
  return {.torrent = [this](std::string_view hash,
                            std::string_view field) { return fact(hash, field); },
          .setting = [this](std::string_view key) { return feed_.settings().get(key); }};
}

std::optional<std::string> TorrentIndex::fact(std::string_view hash, std::string_view field) const {
  const auto id = find({.hash = std::string(hash)});
  if (!id) return std::nullopt;
  const TorrentDetails* details = feed_.details(hash);
  if (field == "files") return details ? told(details->files) : std::nullopt;
  if (field == "trackers") return details ? told(details->trackers) : std::nullopt;
  if (field == "filesNotShown") return details ? not_shown(details->file_cut) : std::nullopt;
  if (field == "trackersNotShown") return details ? not_shown(details->tracker_cut) : std::nullopt;
  const auto columns = torrent_columns();
  const auto column = std::ranges::find(columns, field);
  if (column == columns.end()) return std::nullopt;
  const auto at = static_cast<std::size_t>(std::distance(columns.begin(), column));
  const auto value = feed_.table().field(*id, at);
  return value ? std::optional(std::string(*value)) : std::nullopt;
}

// What is gone comes first: an id may go and mean another torrent in one sample.
void TorrentIndex::on_sample() {
  const Table& table = feed_.table();
  if (table.version() == seen_) return;
  seen_ = table.version();
  for (const std::int64_t id : table.news().gone) {
    const auto known = hashes_.find(id);
    if (known == hashes_.end()) continue;
    const auto named = ids_.find(known->second);
    if (named != ids_.end() && named->second == id) ids_.erase(named);
    hashes_.erase(known);
  }
  for (const std::int64_t id : table.news().changed) {
    const auto hash = table.field(id, torrent_identity_column());
    if (hash && !hashes_.contains(id)) ids_[hashes_[id] = unquoted(*hash)] = id;
  }
}

}  // namespace wst
