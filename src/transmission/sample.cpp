#include "transmission/sample.h"

#include <utility>

#include "transmission/envelope.h"
#include "transmission/keys.h"
#include "transmission/torrent.h"

namespace wst {
namespace {

std::int64_t count(JsonView object, std::string_view key) {
  return member(object, key).integer().value_or(0);
}

}  // namespace

SampleReader::SampleReader(std::size_t max_torrents) : max_torrents_(max_torrents) {}

void SampleReader::begin(Channel channel, bool full) {
  reply_.emplace(channel, *this);
  sample_ = {};
  sample_.full = full;
  seen_.clear();
  error_.reset();
  printed_ = list_told_ = statistics_told_ = false;
}

void SampleReader::feed(std::string_view bytes) {
  printed_ = printed_ || !bytes.empty();
  if (reply_) reply_->feed(bytes);
}

Result<Sample> SampleReader::finish() {
  std::optional<Error> error = failure();
  reply_.reset();
  if (error) {
    forget();
    return *error;
  }
  remember();
  return std::exchange(sample_, {});
}

void SampleReader::forget() { memory_ = {}; }

void SampleReader::on_row(std::string_view text) {
  if (error_) return;
  Fingerprint fingerprint = fingerprinter_.of(text);
  if (auto id = unchanged(fingerprint)) return see(*id, fingerprint);
  if (seen_.size() >= max_torrents_) {
    return fail("there are more than " + std::to_string(max_torrents_) + " torrents");
  }
  Result<Row> row = read_torrent(text);
  if (!row) return fail(row.error().message);
  ++sample_.rows_parsed;
  see(row->id, fingerprint);
  sample_.changed.push_back(std::move(row).value());
}

void SampleReader::on_answer(JsonView envelope) {
  if (auto refusal = answer_refusal(envelope)) return fail("the request was refused: " + *refusal);
  JsonView body = answer_body(envelope);
  if (body["torrents"].is_array()) return read_list(body);
  if (member(body, "activeTorrentCount").present()) read_statistics(body);
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
  list_told_ = true;
  JsonView removed = body["removed"];
  if (sample_.full || !removed.is_array()) return;
  for (JsonView id = removed.first(); id.present(); id = id.next()) {
    if (auto value = id.integer()) sample_.removed.push_back(*value);
  }
}

void SampleReader::read_statistics(JsonView body) {
  statistics_told_ = true;
  SessionStatistics& statistics = sample_.statistics;
  statistics.seconds_active = count(member(body, "currentStats"), "secondsActive");
  statistics.session_count = count(member(body, "cumulativeStats"), "sessionCount");
  statistics.torrent_count = member(body, "torrentCount").integer();
  statistics.download_speed = count(body, "downloadSpeed");
  statistics.upload_speed = count(body, "uploadSpeed");
}

std::optional<Error> SampleReader::failure() {
  std::optional<Error> cut = reply_ ? reply_->finish() : std::nullopt;
  if (error_) return error_;
  if (cut) return cut;
  if (!printed_) return Error{"transmission-remote printed nothing"};
  if (!list_told_) return Error{"the answer holds no list of torrents"};
  if (!statistics_told_) return Error{"the answer holds no statistics"};
  return std::nullopt;
}

void SampleReader::remember() {
  if (sample_.full) forget();
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
