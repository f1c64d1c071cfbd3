#include "feed/topics.h"

#include <array>
#include <memory>
#include <utility>

#include "base/clock.h"
#include "base/json.h"

namespace wst {

namespace {

constexpr std::array<std::string_view, 4> state_names = {"starting", "ok", "stale", "failing"};

std::string text_or_null(const std::string& text) {
  return text.empty() ? "null" : json_quote(text);
}

std::string source_json(const Feed& feed) {
  const SourceStatus& status = feed.status();
  return "{\"name\":\"transmission\",\"state\":" +
         json_quote(state_names[static_cast<std::size_t>(status.state)]) +
         ",\"reason\":" + text_or_null(status.trouble.reason) +
         ",\"hint\":" + text_or_null(status.trouble.hint) +
         ",\"last_good\":" + time_json(status.last_good) +
         ",\"unreadable\":" + std::to_string(feed.unreadable()) +
         ",\"interval\":" + json_number(feed.options().interval) +
         ",\"version\":" + text_or_null(feed.client_version()) + "}";
}

template <typename T>
Result<std::shared_ptr<Topic>> of_rows(Feed& feed, const std::vector<std::string>& fields) {
  auto told = columns_named(fields);
  if (!told) return told.error();
  return std::shared_ptr<Topic>(std::make_shared<T>(feed, std::move(told).value()));
}

}  // namespace

std::string TorrentList::payload(Version) const {
  const Table& table = feed().table();
  return "{\"at\":" + time_json(feed().status().last_good) +
         ",\"cursor\":" + json_quote(table.cursor(version(), told())) +
         ",\"torrents\":" + table.rows(told()) + "}";
}

std::string TorrentDelta::payload(Version from) const {
  return "{\"at\":" + time_json(feed().status().last_good) + "," +
         feed().table().delta(from, told()) + "}";
}

Version TorrentDelta::position(std::string_view cursor) const {
  return feed().table().position(cursor, told());
}

Result<std::shared_ptr<Topic>> TorrentList::with_fields(
    const std::vector<std::string>& fields) const {
  return of_rows<TorrentList>(feed(), fields);
}

Result<std::shared_ptr<Topic>> TorrentDelta::with_fields(
    const std::vector<std::string>& fields) const {
  return of_rows<TorrentDelta>(feed(), fields);
}

std::string StatusTopic::payload(Version) const {
  return "{\"now\":" + time_json(feed().now()) + ",\"sources\":[" + source_json(feed()) + "]}";
}

}  // namespace wst
