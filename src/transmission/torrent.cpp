#include "transmission/torrent.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string>

#include "base/json.h"
#include "transmission/keys.h"
#include "transmission/repair.h"

namespace wst {
namespace {

enum class Kind { integer, number, boolean, string, strings };

struct Field {
  std::string_view name;
  Kind kind;
};

/// The one place that knows which columns there are. secondsDownloading and
/// secondsSeeding are left out: they change with every sample and tell no viewer.
constexpr auto fields = std::to_array<Field>({
    {"hashString", Kind::string},
    {"name", Kind::string},
    {"status", Kind::integer},
    {"error", Kind::integer},
    {"errorString", Kind::string},
    {"percentDone", Kind::number},
    {"sizeWhenDone", Kind::integer},
    {"leftUntilDone", Kind::integer},
    {"totalSize", Kind::integer},
    {"haveValid", Kind::integer},
    {"haveUnchecked", Kind::integer},
    {"rateDownload", Kind::integer},
    {"rateUpload", Kind::integer},
    {"eta", Kind::integer},
    {"uploadRatio", Kind::number},
    {"peersConnected", Kind::integer},
    {"peersSendingToUs", Kind::integer},
    {"peersGettingFromUs", Kind::integer},
    {"addedDate", Kind::integer},
    {"doneDate", Kind::integer},
    {"startDate", Kind::integer},
    {"activityDate", Kind::integer},
    {"downloadDir", Kind::string},
    {"isFinished", Kind::boolean},
    {"isPrivate", Kind::boolean},
    {"labels", Kind::strings},
    {"bandwidthPriority", Kind::integer},
    {"uploadedEver", Kind::integer},
    {"downloadedEver", Kind::integer},
    {"downloadLimit", Kind::integer},
    {"downloadLimited", Kind::boolean},
    {"uploadLimit", Kind::integer},
    {"uploadLimited", Kind::boolean},
    {"seedRatioLimit", Kind::number},
    {"seedRatioMode", Kind::integer},
    {"recheckProgress", Kind::number},
    {"pieceCount", Kind::integer},
    {"pieceSize", Kind::integer},
    {"comment", Kind::string},
    {"creator", Kind::string},
    {"dateCreated", Kind::integer},
    {"magnetLink", Kind::string},
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

/// 3.00 prints four decimals, cut off, later ones all there are: cut alike, a
/// value is the same in each version and each question. The small amount more
/// is for those that came as decimals and lie a hair below.
double four_decimals(double value) { return std::floor(value * 10'000 + 1e-6) / 10'000; }

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

std::optional<std::string> integer_text(JsonView value) {
  std::optional<double> number = value.number();
  if (!number) return std::nullopt;
  return json_number(std::trunc(*number));
}

std::optional<std::string> boolean_text(JsonView value) {
  std::optional<bool> flag = value.boolean();
  if (!flag && (value.integer() == 0 || value.integer() == 1)) flag = value.integer() == 1;
  if (!flag) return std::nullopt;
  return *flag ? "true" : "false";
}

// No name is that long; a comment or a magnet link can be, and would be sent to
// every viewer.
constexpr std::size_t max_string = std::size_t{16} << 10;

std::string_view shortened(std::string_view text) {
  if (text.size() <= max_string) return text;
  std::size_t end = max_string;
  while ((static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

std::optional<std::string> string_text(JsonView value) {
  if (!value.is_string()) return std::nullopt;
  return json_quote(shortened(*value.string()));
}

std::optional<std::string> strings_text(JsonView value) {
  if (!value.is_array()) return std::nullopt;
  std::string text = "[";
  for (JsonView v = value.first(); v.present(); v = v.next()) {
    if (!v.is_string()) return std::nullopt;
    if (text.size() > 1) text += ',';
    text += json_quote(*v.string());
  }
  return text + ']';
}

/// Nothing where the object is silent or says something of another type.
std::optional<std::string> cell_text(const Told& told, std::size_t of) {
  if (fields[of].kind == Kind::number) {
    std::optional<double> number = number_of(told, of);
    if (!number) return std::nullopt;
    return json_number(four_decimals(*number));
  }
  if (!told[of].present()) return std::nullopt;
  if (fields[of].kind == Kind::integer) return integer_text(told[of]);
  if (fields[of].kind == Kind::boolean) return boolean_text(told[of]);
  if (fields[of].kind == Kind::string) return string_text(told[of]);
  return strings_text(told[of]);
}

}  // namespace

std::span<const std::string_view> torrent_columns() { return names; }

std::size_t torrent_identity_column() { return column("hashString"); }

std::size_t torrent_name_column() { return column("name"); }

Result<Row> read_torrent(std::string_view text) {
  std::optional<Json> json = Json::parse(repair_json(text));
  if (!json || !json->view().is_object()) {
    return Error{"a torrent in the answer is not a valid JSON object"};
  }
  std::optional<std::int64_t> id = member(json->view(), "id").integer();
  if (!id) return Error{"a torrent in the answer has no id"};
  Told told = told_by(json->view());
  Row row{*id, {}};
  row.cells.reserve(fields.size());
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (auto cell = cell_text(told, i)) row.cells.push_back({i, std::move(*cell)});
  }
  return row;
}

}  // namespace wst
