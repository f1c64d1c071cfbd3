#include "transmission/torrent.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "transmission/envelope.h"
#include "transmission/json_repair.h"
#include "transmission/sources.h"
#include "transmission/values.h"

namespace wst {
namespace {

struct Field {
  std::string_view name;
  JsonType type;
  enum class Where { list, details } where = Where::details;
};
constexpr auto list = Field::Where::list;

/// The one place that knows which columns there are, and which of them a list
/// shows. secondsDownloading and secondsSeeding are left out: they change with
/// every sample and tell no viewer.
constexpr auto fields = std::to_array<Field>({
    {"hashString", JsonType::string, list},
    {"name", JsonType::string, list},
    {"status", JsonType::integer, list},
    {"error", JsonType::integer, list},
    {"errorString", JsonType::string, list},
    {"percentDone", JsonType::number, list},
    {"sizeWhenDone", JsonType::integer, list},
    {"leftUntilDone", JsonType::integer, list},
    {"totalSize", JsonType::integer, list},
    {"haveValid", JsonType::integer},
    {"haveUnchecked", JsonType::integer},
    {"rateDownload", JsonType::integer, list},
    {"rateUpload", JsonType::integer, list},
    {"eta", JsonType::integer, list},
    {"uploadRatio", JsonType::number, list},
    {"peersConnected", JsonType::integer, list},
    {"peersSendingToUs", JsonType::integer, list},
    {"peersGettingFromUs", JsonType::integer, list},
    {"addedDate", JsonType::integer, list},
    {"doneDate", JsonType::integer, list},
    {"startDate", JsonType::integer},
    {"activityDate", JsonType::integer},
    {"downloadDir", JsonType::string, list},
    {"isFinished", JsonType::boolean, list},
    {"isPrivate", JsonType::boolean, list},
    {"labels", JsonType::strings, list},
    {"bandwidthPriority", JsonType::integer},
    {"uploadedEver", JsonType::integer},
    {"downloadedEver", JsonType::integer},
    {"downloadLimit", JsonType::integer},
    {"downloadLimited", JsonType::boolean},
    {"uploadLimit", JsonType::integer},
    {"uploadLimited", JsonType::boolean},
    {"seedRatioLimit", JsonType::number},
    {"seedRatioMode", JsonType::integer},
    {"seedIdleLimit", JsonType::integer},
    {"seedIdleMode", JsonType::integer},
    {"honorsSessionLimits", JsonType::boolean},
    {"peer-limit", JsonType::integer},
    {"sequentialDownload", JsonType::boolean},
    {"group", JsonType::string},
    {"recheckProgress", JsonType::number, list},
    {"pieceCount", JsonType::integer},
    {"pieceSize", JsonType::integer},
    {"comment", JsonType::string},
    {"creator", JsonType::string},
    {"dateCreated", JsonType::integer},
    {"magnetLink", JsonType::string},
    {"trackerHost", JsonType::string, list},
    {"unreadable", JsonType::string, list},
});

constexpr std::array<std::string_view, fields.size()> names_in_order() {
  std::array<std::string_view, fields.size()> all;
  std::ranges::transform(fields, all.begin(), &Field::name);
  return all;
}
constexpr auto names = names_in_order();

struct Key {
  std::uint64_t hash;
  std::size_t column;
};

constexpr std::array<Key, fields.size()> sorted_keys() {
  std::array<Key, fields.size()> keys{};
  for (std::size_t i = 0; i < keys.size(); ++i) keys[i] = {key_hash(fields[i].name), i};
  std::ranges::sort(keys, {}, &Key::hash);
  return keys;
}
constexpr auto keys_by_hash = sorted_keys();

constexpr std::size_t column(std::string_view name) {
  return static_cast<std::size_t>(std::ranges::find(names, name) - names.begin());
}

/// What an object says, by column.
using Told = std::array<JsonView, fields.size()>;

Told told_by(JsonView object) {
  Told told;
  for (JsonView v = object.first(); v.present(); v = v.next()) {
    std::uint64_t hash = key_hash(v.key());
    const auto* key = std::ranges::lower_bound(keys_by_hash, hash, {}, &Key::hash);
    if (key != keys_by_hash.end() && key->hash == hash) told[key->column] = v;
  }
  return told;
}

/// Computed for every version, so that `-l` and `-i` agree. 1 means complete.
std::optional<double> percent_done(const Told& told) {
  std::optional<double> size = told[column("sizeWhenDone")].number();
  std::optional<double> left = told[column("leftUntilDone")].number();
  if (!size || !left) return told[column("percentDone")].number();
  if (*size <= 0) return 0.0;
  double done = std::floor((*size - *left) * 10'000 / *size) / 10'000;
  return *left > 0 ? std::min(done, 0.9999) : done;
}

/// As 3.00 computes it for `-l`: its `-i` does not tell.
std::optional<double> upload_ratio(const Told& told) {
  if (auto ratio = told[column("uploadRatio")].number()) return ratio;
  std::optional<double> up = told[column("uploadedEver")].number();
  std::optional<double> down = told[column("downloadedEver")].number();
  if (!up || !down) return std::nullopt;
  double base = *down > 0 ? *down : told[column("haveValid")].number().value_or(0);
  if (base > 0) return *up / base;
  return *up > 0 ? -2.0 : -1.0;
}

std::optional<double> number_of(const Told& told, std::size_t of) {
  if (of == column("uploadRatio")) return upload_ratio(told);
  if (of != column("percentDone")) return told[of].number();
  std::optional<double> done = percent_done(told);
  if (done) done = std::clamp(*done, 0.0, 1.0);
  return done;
}

/// Nothing where the object is silent or says something of another type.
std::optional<std::string> cell_text(const Told& told, std::size_t of) {
  if (fields[of].type == JsonType::number) {
    std::optional<double> number = number_of(told, of);
    if (!number) return std::nullopt;
    return json_number(four_decimals(*number));
  }
  if (of == column("trackerHost")) {
    const auto magnet = told[column("magnetLink")].string();
    return magnet ? std::optional(json_quote(tracker_host(*magnet))) : std::nullopt;
  }
  return value_text(told[of], fields[of].type);
}

std::vector<Cell> cells_of(JsonView torrent) {
  const Told told = told_by(torrent);
  std::vector<Cell> cells;
  cells.reserve(fields.size());
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i == column("unreadable")) continue;  // ours alone to say
    if (auto cell = cell_text(told, i)) cells.push_back({i, std::move(*cell)});
  }
  return cells;
}

/// Below every id that Transmission gives, and always the same.
std::int64_t stand_in_id(std::string_view hash) {
  return -1 - static_cast<std::int64_t>(key_hash(hash) & 0x7fff'ffff);
}

}  // namespace

std::span<const std::string_view> torrent_columns() { return names; }

std::size_t torrent_column(std::string_view name) { return column(name); }

bool is_listed(std::size_t column) { return fields[column].where == Field::Where::list; }

std::size_t torrent_identity_column() { return column("hashString"); }

std::size_t torrent_name_column() { return column("name"); }

std::size_t torrent_unreadable_column() { return column("unreadable"); }

Result<Row> read_torrent(std::string_view text) {
  std::optional<Json> json = Json::parse(repair_json(text));
  if (!json) return Error{"it is not valid JSON"};
  if (!json->view().is_object()) return Error{"it is not a JSON object"};
  std::optional<std::int64_t> id = member(json->view(), "id").integer();
  if (!id) return Error{"it has no id"};
  return Row{*id, cells_of(json->view())};
}

std::optional<Row> read_broken_torrent(std::string_view object, std::string_view why) {
  std::optional<Json> json = Json::parse(object);
  if (!json) return std::nullopt;
  const auto id = member(json->view(), "id").integer();
  const auto hash = member(json->view(), "hashString").string();
  if (!id && (!hash || hash->empty())) return std::nullopt;
  Row row{id ? *id : stand_in_id(*hash), cells_of(json->view())};
  row.cells.push_back({column("unreadable"), json_quote(why)});
  return row;
}

}  // namespace wst
