#include "feed/torrent_events.h"

#include <utility>

#include "base/clock.h"
#include "base/json.h"
#include "base/number.h"

namespace wst {

namespace {

constexpr std::int64_t first_error = 2;  // 1 is a tracker's warning

std::string string_of(std::string_view json) {
  const auto parsed = Json::parse(json);
  return std::string(parsed ? parsed->view().string().value_or("") : "");
}

std::vector<std::string> strings_of(std::string_view json) {
  std::vector<std::string> all;
  const auto parsed = Json::parse(json);
  if (!parsed) return all;
  for (auto v = parsed->view().first(); v.present(); v = v.next()) {
    all.emplace_back(v.string().value_or(""));
  }
  return all;
}

}  // namespace

TorrentEvents::TorrentEvents(Feed& feed, EventLog& log, OnDone on_done)
    : feed_(feed), log_(log), on_done_(std::move(on_done)) {
  feed_.add_observer(*this);
}

TorrentEvents::~TorrentEvents() { feed_.remove_observer(*this); }

void TorrentEvents::on_sample() {
  const Table& table = feed_.table();
  if (table.version() == seen_) return;
  for (const auto id : table.news().gone) leave(id);
  for (const auto id : table.news().changed) look_at(id);
  for (const std::string& hash : missing_) {
    const auto torrent = torrents_.extract(hash);
    tell("removed", hash, torrent.mapped());
  }
  missing_.clear();
  seen_ = table.version();
}

// Its torrent may be back under another id in the same sample.
void TorrentEvents::leave(std::int64_t id) {
  if (const auto known = hashes_.extract(id)) missing_.insert(known.mapped());
}

void TorrentEvents::look_at(std::int64_t id) {
  const auto identity = feed_.table().field(id, columns_.hash);
  if (!identity) return;
  const std::string hash(*identity);
  hashes_[id] = hash;
  missing_.erase(hash);
  Known now = read(id);
  const auto [known, is_new] = torrents_.try_emplace(hash, now);
  if (!is_new) {
    now.done = now.done || known->second.done;
    return compare(hash, std::exchange(known->second, now), now);
  }
  if (seen_ > 0) tell("added", hash, now, facts(id));
}

void TorrentEvents::compare(const std::string& hash, const Known& before, const Known& now) {
  if (now.done && !before.done) {
    tell("done", hash, now, facts(now.id));
    if (on_done_) on_done_(done_torrent(hash, now));
  }
  if (now.failed && !before.failed) {
    tell("failed", hash, now, ",\"errorString\":" + json(now.id, columns_.error_string));
  }
}

void TorrentEvents::tell(std::string_view type, const std::string& hash, const Known& torrent,
                         const std::string& more) {
  log_.append("{\"type\":\"torrent." + std::string(type) + "\",\"at\":" +
              time_json(feed_.status().last_good) + ",\"id\":" + std::to_string(torrent.id) +
              ",\"hashString\":" + hash + ",\"name\":" + torrent.name + more + "}");
}

TorrentEvents::Known TorrentEvents::read(std::int64_t id) const {
  return {.id = id,
          .name = json(id, columns_.name),
          .done = integer(id, columns_.left) == 0 && integer(id, columns_.size) > 0,
          .failed = integer(id, columns_.error) >= first_error};
}

std::string TorrentEvents::facts(std::int64_t id) const {
  return ",\"downloadDir\":" + json(id, columns_.dir) + ",\"labels\":" + json(id, columns_.labels) +
         ",\"sizeWhenDone\":" + json(id, columns_.size);
}

DoneTorrent TorrentEvents::done_torrent(const std::string& hash, const Known& torrent) const {
  return {.id = torrent.id,
          .hash = string_of(hash),
          .name = string_of(torrent.name),
          .dir = string_of(json(torrent.id, columns_.dir)),
          .labels = strings_of(json(torrent.id, columns_.labels)),
          .bytes = static_cast<double>(integer(torrent.id, columns_.size))};
}

std::string TorrentEvents::json(std::int64_t id, std::size_t column) const {
  return std::string(feed_.table().field(id, column).value_or("null"));
}

std::int64_t TorrentEvents::integer(std::int64_t id, std::size_t column) const {
  return whole_number<std::int64_t>(feed_.table().field(id, column).value_or("")).value_or(0);
}

}  // namespace wst
