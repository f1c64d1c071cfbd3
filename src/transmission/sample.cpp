#include "transmission/sample.h"

#include <utility>

#include "transmission/envelope.h"
#include "transmission/json_repair.h"
#include "transmission/torrent.h"

namespace wst {
namespace {

// Of text, to be parsed at once. A comment or a tracker list may well take megabytes, but no list
// shows them; details that do are taken apart as they come.
constexpr std::size_t max_parsed = std::size_t{1} << 20;

std::int64_t count(JsonView object, std::string_view key) {
  return member(object, key).integer().value_or(0);
}

LifeStatistics read_life(JsonView object) {
  return {.downloaded_bytes = count(object, "downloadedBytes"),
          .uploaded_bytes = count(object, "uploadedBytes"),
          .files_added = count(object, "filesAdded"),
          .session_count = count(object, "sessionCount"),
          .seconds_active = count(object, "secondsActive")};
}

std::string life_json(const LifeStatistics& life) {
  return "{\"downloadedBytes\":" + std::to_string(life.downloaded_bytes) +
         ",\"uploadedBytes\":" + std::to_string(life.uploaded_bytes) +
         ",\"filesAdded\":" + std::to_string(life.files_added) +
         ",\"sessionCount\":" + std::to_string(life.session_count) +
         ",\"secondsActive\":" + std::to_string(life.seconds_active) + "}";
}

std::string salvaged(std::string_view text) {
  Salvage salvage(repair_json);
  salvage.feed(text);
  return salvage.object();
}

}  // namespace

std::string statistics_json(const SessionStatistics& statistics) {
  const auto torrents = statistics.torrent_count;
  return "{\"torrentCount\":" + (torrents ? std::to_string(*torrents) : "null") +
         ",\"activeTorrentCount\":" + std::to_string(statistics.active_count) +
         ",\"pausedTorrentCount\":" + std::to_string(statistics.paused_count) +
         ",\"downloadSpeed\":" + std::to_string(statistics.download_speed) +
         ",\"uploadSpeed\":" + std::to_string(statistics.upload_speed) +
         ",\"current-stats\":" + life_json(statistics.current) +
         ",\"cumulative-stats\":" + life_json(statistics.cumulative) + "}";
}

SampleReader::SampleReader(std::size_t max_torrents) : max_torrents_(max_torrents) {}

void SampleReader::begin(Channel channel, bool full) {
  reply_.emplace(channel, *this);
  sample_ = {};
  sample_.full = full;
  seen_.clear();
  told_parts_.clear();
  anchor_.reset();
  error_.reset();
  statistics_.reset();
  stage_ = Stage::silent;
  row_told_ = false;
}

void SampleReader::feed(std::string_view bytes) {
  if (stage_ == Stage::silent && !bytes.empty()) stage_ = Stage::list;
  if (reply_) reply_->feed(bytes);
}

Result<Sample> SampleReader::finish() {
  std::optional<Error> error = failure();
  reply_.reset();
  if (error) {
    forget();
    return *error;
  }
  sample_.statistics = *statistics_;
  remember();
  return std::exchange(sample_, {});
}

void SampleReader::forget() {
  memory_ = {};
  parts_.clear();
}

void SampleReader::on_row(std::string_view text) {
  if (error_) return;
  row_told_ = true;
  stage_ == Stage::details ? on_detailed(text) : on_listed(text);
}

void SampleReader::on_broken_row(std::string_view object, const std::string& why) {
  if (error_) return;
  row_told_ = true;
  stage_ == Stage::details ? take_broken_detail(object, why) : take_broken(object, why);
}

void SampleReader::on_part(std::string_view bytes) {
  if (!error_ && stage_ == Stage::details) long_details_.feed(bytes);
}

std::size_t SampleReader::longest_row() const { return max_parsed; }

void SampleReader::on_listed(std::string_view text) {
  Fingerprint fingerprint = fingerprinter_.of(text);
  if (auto id = unchanged(fingerprint)) return see(*id, fingerprint);
  if (Result<Row> row = read_torrent(text)) {
    row->complete = sample_.full;
    take(std::move(row).value(), fingerprint);
  } else {
    take_broken(salvaged(text), row.error().message);
  }
}

// That one's misfortune, and nobody else's.
void SampleReader::take_broken(std::string_view object, std::string_view why) {
  const Fingerprint fingerprint = fingerprinter_.of(object);
  if (auto id = unchanged(fingerprint)) return see(*id, fingerprint);
  auto row = read_broken_torrent(object, why);
  row ? take(std::move(*row), fingerprint) : void(++sample_.nameless);
}

// Behind the list come the answers about one torrent after another: what has an
// id is a row like any other and begins the next.
void SampleReader::on_detailed(std::string_view text) {
  const Fingerprint part = fingerprinter_.of(text);
  if (anchor_ && take_unchanged(part)) return;
  std::optional<Json> json = Json::parse(repair_json(text));
  if (!json) return take_broken_detail(salvaged(text), "it is not valid JSON");
  if (member(json->view(), "id").present()) {
    begin_details(json->view());
    on_listed(text);
  } else if (anchor_) {
    take_details(json->view(), part);
  }
}

void SampleReader::begin_details(JsonView row) {
  const std::string hash(member(row, "hashString").string().value_or(""));
  const std::int64_t piece_size = count(row, "pieceSize");
  anchor_ = Anchor{hash, piece_size, fingerprinter_.of(hash + std::to_string(piece_size))};
  sample_.details[hash];
}

void SampleReader::take_details(JsonView told, Fingerprint part) {
  ++sample_.parts_parsed;
  TorrentDetails details = read_details(told, anchor_->piece_size);
  sample_.details[anchor_->hash].take(details);
  told_parts_.insert_or_assign(part ^ anchor_->key, std::move(details));
}

bool SampleReader::take_unchanged(Fingerprint part) {
  auto known = parts_.extract(part ^ anchor_->key);
  if (!known) return false;
  sample_.details[anchor_->hash].take(known.mapped());
  told_parts_.insert(std::move(known));
  return true;
}

// Whose details come next shows in a torrent's own row alone, and that has more short members than
// the answers about files, peers and trackers: these have a name at most.
void SampleReader::take_broken_detail(std::string_view object, std::string_view why) {
  const auto json = Json::parse(object);
  const JsonView told = json ? json->view() : JsonView();
  auto details = long_details_.finish(anchor_ ? anchor_->piece_size : 0);
  if (member(told, "hashString").present()) {
    begin_details(told);
    take_broken(object, why);
  } else if (details && anchor_) {
    ++sample_.parts_parsed;
    sample_.details[anchor_->hash].take(std::move(*details));
  } else if (told.first().next().present()) {
    anchor_.reset();
  } else if (anchor_) {
    sample_.details[anchor_->hash].unreadable = why;
  }
}

void SampleReader::take(Row row, Fingerprint fingerprint) {
  if (seen_.size() >= max_torrents_ && !seen_.contains(row.id)) {
    return fail("there are more than " + std::to_string(max_torrents_) +
                " torrents (--max-torrents)");
  }
  ++sample_.rows_parsed;
  see(row.id, fingerprint);
  sample_.changed.push_back(std::move(row));
}

void SampleReader::on_answer(JsonView envelope) {
  if (auto refusal = answer_refusal(envelope)) return fail("the request was refused: " + *refusal);
  JsonView body = answer_body(envelope);
  if (body["torrents"].is_array()) return read_list(body);
  if (member(body, "activeTorrentCount").present()) read_statistics(body);
  if (member(body, "rpcVersion").present()) sample_.settings = read_session_settings(body);
}

/// The torrent whose last row this was, in earlier runs and in this one.
std::optional<std::int64_t> SampleReader::unchanged(Fingerprint row) const {
  auto known = memory_.torrents.find(row);
  if (known == memory_.torrents.end()) return std::nullopt;
  auto seen = seen_.find(known->second);
  if (seen != seen_.end() && seen->second != row) return std::nullopt;
  return known->second;
}

void SampleReader::see(std::int64_t id, Fingerprint row) {
  if (seen_.insert_or_assign(id, row).second) sample_.seen.push_back(id);
}

void SampleReader::read_list(JsonView body) {
  const bool told_of_any = std::exchange(row_told_, false);
  if (!told_of_any) anchor_.reset();
  const bool is_list = std::exchange(stage_, Stage::details) == Stage::list;
  JsonView removed = body["removed"];
  if (!is_list || sample_.full || !removed.is_array()) return;
  for (JsonView id = removed.first(); id.present(); id = id.next()) {
    if (auto value = id.integer()) sample_.removed.push_back(*value);
  }
}

void SampleReader::read_statistics(JsonView body) {
  statistics_ = {.current = read_life(member(body, "currentStats")),
                 .cumulative = read_life(member(body, "cumulativeStats")),
                 .torrent_count = member(body, "torrentCount").integer(),
                 .active_count = count(body, "activeTorrentCount"),
                 .paused_count = count(body, "pausedTorrentCount"),
                 .download_speed = count(body, "downloadSpeed"),
                 .upload_speed = count(body, "uploadSpeed")};
}

std::optional<Error> SampleReader::failure() {
  std::optional<Error> cut = reply_ ? reply_->finish() : std::nullopt;
  if (error_) return error_;
  if (cut) return cut;
  if (stage_ == Stage::silent) return Error{"transmission-remote printed nothing"};
  if (stage_ != Stage::details) return Error{"the answer holds no list of torrents"};
  if (!statistics_) return Error{"the answer holds no statistics"};
  return std::nullopt;
}

void SampleReader::remember() {
  if (sample_.full) forget();
  parts_ = std::exchange(told_parts_, {});
  for (auto [id, row] : seen_) memory_.put(id, row);
  for (std::int64_t id : sample_.removed) memory_.drop(id);
  seen_.clear();
}

void SampleReader::fail(std::string why) {
  if (!error_) error_ = Error{std::move(why)};
}

void SampleReader::Memory::put(std::int64_t id, Fingerprint row) {
  drop(id);
  rows[id] = row;
  torrents[row] = id;
}

void SampleReader::Memory::drop(std::int64_t id) {
  auto row = rows.find(id);
  if (row == rows.end()) return;
  torrents.erase(row->second);
  rows.erase(row);
}

}  // namespace wst
