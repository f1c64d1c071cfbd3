#include "feed/details_topic.h"

#include <optional>
#include <string>

#include "base/clock.h"
#include "base/json.h"
#include "base/number.h"
#include "base/utf8.h"

namespace wst {

namespace {

std::string or_null(const std::string& json) { return json.empty() ? "null" : json; }

/// `,"filesShown":20,"fileCount":30` of a list that is cut.
std::string cut_json(std::string_view shown, std::string_view count, const Cut& cut) {
  if (cut.shown == cut.count) return {};
  return "," + json_quote(shown) + ":" + std::to_string(cut.shown) + "," + json_quote(count) + ":" +
         std::to_string(cut.count);
}

std::string details_json(const TorrentDetails& details) {
  std::string json = ",\"files\":" + or_null(details.files) +
                     cut_json("filesShown", "fileCount", details.file_cut) +
                     ",\"peers\":" + or_null(details.peers) +
                     cut_json("peersShown", "peerCount", details.peer_cut) +
                     ",\"trackers\":" + or_null(details.trackers) +
                     cut_json("trackersShown", "trackerCount", details.tracker_cut) +
                     ",\"pieces\":" + or_null(details.pieces);
  if (!details.unreadable.empty()) {
    json += ",\"detailsUnreadable\":" + json_quote(details.unreadable);
  }
  return json + "}";
}

constexpr std::string_view prefix = "torrent.";

// One spelling for each: `torrent.07` would be another name of the same.
std::optional<std::int64_t> id_of(std::string_view name) {
  const auto digits = name.substr(prefix.size());
  const auto id = whole_number<std::int64_t>(digits);
  return id && *id > 0 && std::to_string(*id) == digits ? id : std::nullopt;
}

}  // namespace

DetailsTopic::DetailsTopic(Feed& feed, std::int64_t id) : FeedTopic(feed), id_(id) {
  if (feed.table().version() > 0) look();
}

DetailsTopic::~DetailsTopic() {
  while (watchers_ > 0) unwatch();
}

Version DetailsTopic::version() const { return gone_ || feed().details(hash_) ? version_ : 0; }

std::string DetailsTopic::payload(Version) const {
  const std::string at = "{\"at\":" + time_json(feed().status().last_good);
  if (gone_) return at + ",\"id\":" + std::to_string(id_) + ",\"gone\":true}";
  std::string row = feed().table().row(id_).value_or("{}");
  row.front() = ',';
  row.pop_back();
  const TorrentDetails* details = feed().details(hash_);
  return at + row + details_json(details ? *details : TorrentDetails{});
}

void DetailsTopic::watch() {
  if (watchers_++ > 0) return feed().watch();
  feed().watch_torrent(hash_);
  const bool under_way = feed().watched();
  feed().watch();
  if (under_way) feed().sample_afresh([] {});
}

void DetailsTopic::unwatch() {
  feed().unwatch();
  if (--watchers_ == 0) feed().unwatch_torrent(hash_);
}

void DetailsTopic::on_sample() {
  if (!gone_) look();
}

void DetailsTopic::look() {
  const auto identity = feed().table().field(id_, torrent_identity_column());
  if (hash_.empty() && identity) begin(identity->substr(1, identity->size() - 2));
  if (!identity || *identity != '"' + hash_ + '"') return end();
  const Version row = feed().table().row_version(id_);
  const Version details = feed().details_version(hash_);
  if (row == row_version_ && details == details_version_) return;
  row_version_ = row;
  details_version_ = details;
  ++version_;
}

void DetailsTopic::begin(std::string_view hash) {
  hash_ = hash;
  if (watchers_ == 0) return;
  feed().watch_torrent(hash_);
  feed().sample_afresh([] {});
}

void DetailsTopic::end() {
  gone_ = true;
  ++version_;
  if (watchers_ > 0) feed().unwatch_torrent(hash_);
  hash_.clear();
}

bool DetailsSource::owns(std::string_view name) const { return name.starts_with(prefix); }

Result<std::shared_ptr<Topic>> DetailsSource::open(std::string_view name) {
  const auto id = id_of(name);
  const bool known = id && (feed_.table().version() == 0 || feed_.table().contains(*id));
  if (!known) {
    return Error{"there is no torrent " + excerpt(name.substr(prefix.size())) +
                     "; the topic \"torrents\" lists them by id",
                 "wstorrent.error.no_such_torrent"};
  }
  std::erase_if(opened_, [](const auto& topic) { return topic.expired(); });
  if (opened_.size() >= most_) {
    return Error{"the details of " + std::to_string(most_) +
                     " torrents are being watched, and no more can be (--max-details)",
                 "wstorrent.error.busy"};
  }
  std::shared_ptr<Topic> topic = std::make_shared<DetailsTopic>(feed_, *id);
  opened_.push_back(topic);
  return topic;
}

}  // namespace wst
