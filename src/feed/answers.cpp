#include "feed/answers.h"

#include <algorithm>

#include "base/clock.h"
#include "base/json.h"
#include "feed/columns.h"
#include "transmission/sanitize.h"

namespace wst {

namespace {

std::string added_json(const AddedTorrent& added) {
  return R"("torrent":{"id":)" + std::to_string(added.id) + R"(,"hashString":)" +
         json_quote(added.hash) + R"(,"name":)" + json_quote(added.name) + R"(},"duplicate":)" +
         (added.duplicate ? "true" : "false");
}

std::string steps_json(const std::vector<StepEnd>& steps) {
  std::string all;
  for (std::size_t i = 0; i < steps.size(); ++i) all += (i > 0 ? "," : "") + step_json(i, steps[i]);
  return R"(,"results":[)" + all + "]";
}

std::string list_json(const Feed& feed, const std::string& rows) {
  const Table& table = feed.table();
  return R"({"at":)" + time_json(feed.status().last_good) + R"(,"cursor":)" +
         json_quote(table.cursor(table.version(listed_columns()))) + R"(,"torrents":)" + rows + "}";
}

bool went_well(const StepEnd& step) { return !step.error; }

}  // namespace

Error source_failed(const Diagnosis& trouble) {
  std::string message = trouble.reason;
  if (!trouble.hint.empty()) message += ". " + trouble.hint;
  if (message.ends_with('.')) message.pop_back();
  return {message, "wstorrent.error.source_failed"};
}

Error timed_out(const Diagnosis& trouble) {
  return {source_failed(trouble).message + ". What was asked for may still come about",
          "wamp.error.timeout"};
}

Error not_tried(std::size_t index) {
  return {"not tried, as number " + std::to_string(index + 1) + " of the list did not end in time",
          "wamp.error.canceled"};
}

Error refused_with(std::string_view words) {
  return {"Transmission refuses: " + plain_text(words), "wamp.error.invalid_argument"};
}

Error no_such_torrent(const TorrentKey& key) {
  const std::string named = key.hash.empty() ? std::to_string(key.id) : "with hash " + key.hash;
  return {"there is no torrent " + named, "wstorrent.error.no_such_torrent"};
}

std::string step_json(std::size_t index, const StepEnd& end) {
  std::string json = R"({"index":)" + std::to_string(index);
  if (end.error) {
    return json + R"(,"ok":false,"error":)" + json_quote(end.error->uri) + R"(,"message":)" +
           json_quote(end.error->message) + "}";
  }
  return json + R"(,"ok":true)" + (end.added ? "," + added_json(*end.added) : "") + "}";
}

std::string result_json(const std::vector<StepEnd>& steps, bool many,
                        const std::optional<std::string>& note) {
  std::string json = R"({"ok":)";
  json += std::ranges::all_of(steps, went_well) ? "true" : "false";
  json += note ? R"(,"confirmed":false,"note":)" + json_quote(*note) : R"(,"confirmed":true)";
  if (many) return json + steps_json(steps) + "}";
  if (!steps.empty() && steps.front().added) json += "," + added_json(*steps.front().added);
  return json + "}";
}

std::string torrents_json(const Feed& feed) { return list_json(feed, feed.table().rows()); }

std::string torrents_json(const Feed& feed, const std::vector<std::int64_t>& ids) {
  std::string rows;
  for (const std::int64_t id : ids) {
    if (const auto row = feed.table().row(id)) rows += (rows.empty() ? "" : ",") + *row;
  }
  return list_json(feed, "[" + rows + "]");
}

}  // namespace wst
