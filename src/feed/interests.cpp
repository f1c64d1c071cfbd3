#include "feed/interests.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace wst {

namespace {

// Each costs transmission-remote five requests.
constexpr std::size_t max_torrents_at_once = 32;

}  // namespace

void Interests::watch_torrent(const std::string& hash) {
  if (!is_info_hash(hash)) return;
  Watched& torrent = torrents_[hash];
  ++torrent.watchers;
  torrent.asked = 0;  // its turn is now: somebody waits
}

void Interests::unwatch_torrent(const std::string& hash) {
  const auto found = torrents_.find(hash);
  if (found != torrents_.end() && --found->second.watchers == 0) torrents_.erase(found);
}

Questions Interests::next_questions(bool full) {
  std::vector<std::pair<const std::string, Watched>*> waiting;
  waiting.reserve(torrents_.size());
  for (auto& torrent : torrents_) waiting.push_back(&torrent);
  std::ranges::stable_sort(waiting, {}, [](const auto* torrent) { return torrent->second.asked; });
  if (waiting.size() > max_torrents_at_once) waiting.resize(max_torrents_at_once);

  ++samples_;
  Questions questions{.full = full, .session = session_watchers_ > 0, .torrents = {}};
  for (auto* torrent : waiting) {
    torrent->second.asked = samples_;
    questions.torrents.push_back(torrent->first);
  }
  return questions;
}

void Interests::take(Sample& sample) {
  for (auto& [hash, details] : sample.details) {
    const auto found = torrents_.find(hash);
    if (found == torrents_.end()) continue;
    Watched& torrent = found->second;
    if (torrent.version > 0 && torrent.details == details) continue;
    torrent.details = std::move(details);
    torrent.version = ++details_stamp_;
  }
  if (!sample.settings || (settings_version_ > 0 && *sample.settings == settings_)) return;
  settings_ = std::move(*sample.settings);
  ++settings_version_;
}

const TorrentDetails* Interests::details(std::string_view hash) const {
  const auto found = torrents_.find(hash);
  return found == torrents_.end() || found->second.version == 0 ? nullptr : &found->second.details;
}

Version Interests::details_version(std::string_view hash) const {
  const auto found = torrents_.find(hash);
  return found == torrents_.end() ? 0 : found->second.version;
}

}  // namespace wst
