#include "transmission/value_types.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <functional>
#include <set>

#include "base/ascii.h"
#include "base/utf8.h"
#include "transmission/matchers.h"
#include "transmission/sources.h"

namespace wst {
namespace {

using Words = std::vector<std::string>;

constexpr std::int64_t max_id = 2'147'483'647;
constexpr std::int64_t max_file_index = 9'999'999;
constexpr std::size_t max_label = 255;
constexpr std::size_t max_shown = 60;

// ---- whether a value is right ----

bool in_range(double value, const Parameter& parameter) {
  return value >= static_cast<double>(parameter.least) &&
         value <= static_cast<double>(parameter.most);
}

bool is_integer(JsonView value, const Parameter& parameter) {
  return value.integer() && in_range(static_cast<double>(*value.integer()), parameter);
}

bool is_number(JsonView value, const Parameter& parameter) {
  return value.number() && in_range(*value.number(), parameter);
}

bool is_text(JsonView value, const Parameter& parameter) {
  if (!value.is_string()) return false;
  std::string_view text = *value.string();
  return in_range(static_cast<double>(text.size()), parameter) && utf8_clean(text);
}

bool is_folder(JsonView value, const Parameter& parameter) {
  return is_text(value, parameter) && value.string()->starts_with('/');
}

bool is_path(JsonView value, const Parameter& parameter) {
  return is_text(value, parameter) && !value.string()->starts_with('/');
}

bool is_file_name(JsonView value, const Parameter& parameter) {
  if (!is_text(value, parameter)) return false;
  std::string_view name = *value.string();
  return name.find('/') == name.npos && name != "." && name != "..";
}

/// `value` is a list of the right length, and each of its entries `fits`.
template <typename Fits>
bool is_list(JsonView value, const Parameter& parameter, Fits fits) {
  if (!value.is_array() || !in_range(static_cast<double>(value.size()), parameter)) return false;
  for (JsonView v = value.first(); v.present(); v = v.next()) {
    if (!fits(v)) return false;
  }
  return true;
}

template <std::int64_t least, std::int64_t most>
bool is_integer_list(JsonView value, const Parameter& parameter) {
  return is_list(value, parameter, [](JsonView v) {
    return v.integer() && *v.integer() >= least && *v.integer() <= most;
  });
}

bool is_key(JsonView value, const Parameter& /*parameter*/) { return read_key(value).has_value(); }

bool is_key_list(JsonView value, const Parameter& parameter) {
  return is_list(value, parameter, [](JsonView v) { return read_key(v).has_value(); });
}

/// Transmission cuts white space off a label and refuses a list that has one twice.
bool is_label(JsonView value) {
  if (!value.is_string()) return false;
  std::string_view label = *value.string();
  return !label.empty() && label.size() <= max_label && utf8_clean(label) &&
         label.find(',') == label.npos && !label.starts_with(' ') && !label.ends_with(' ');
}

bool is_label_list(JsonView value, const Parameter& parameter) {
  std::set<std::string_view> labels;
  return is_list(value, parameter,
                 [&](JsonView v) { return is_label(v) && labels.insert(*v.string()).second; });
}

bool is_tracker_list(JsonView value, const Parameter& parameter) {
  return is_list(value, parameter,
                 [](JsonView v) { return v.is_string() && is_tracker_address(*v.string()); });
}

bool is_time_of_day(JsonView value, const Parameter& /*parameter*/) {
  if (!value.is_string() || value.string()->size() != 5) return false;
  std::string_view time = *value.string();
  if (!is_digit(time[0]) || !is_digit(time[1]) || !is_digit(time[3]) || !is_digit(time[4])) {
    return false;
  }
  return time[2] == ':' && time.substr(0, 2) < "24" && time[3] < '6';
}

bool is_magnet_argument(JsonView value, const Parameter& /*parameter*/) {
  return value.is_string() && is_magnet(*value.string());
}
bool is_url_argument(JsonView value, const Parameter& /*parameter*/) {
  return value.is_string() && is_web_address(*value.string());
}
bool is_string_argument(JsonView value, const Parameter& /*parameter*/) {
  return value.is_string();
}

bool is_object_list(JsonView value, const Parameter& parameter) {
  return is_list(value, parameter, [](JsonView v) { return v.is_object() && v.size() == 1; });
}

bool is_never(JsonView /*value*/, const Parameter& /*parameter*/) { return false; }

// ---- how the CLI wants it ----

Words as_text(JsonView value) { return {std::string(*value.string())}; }
Words as_integer(JsonView value) { return {std::to_string(*value.integer())}; }

/// With at most four decimals and never an exponent.
Words as_decimal(JsonView value) {
  constexpr std::int64_t one = 10'000;
  std::int64_t parts = std::llround(*value.number() * static_cast<double>(one));
  std::string decimals = std::to_string(one + parts % one).substr(1);
  decimals.erase(decimals.find_last_not_of('0') + 1);
  return {std::to_string(parts / one) + (decimals.empty() ? "" : "." + decimals)};
}

Words as_texts(JsonView value) {
  Words words;
  for (JsonView v = value.first(); v.present(); v = v.next()) words.emplace_back(*v.string());
  return words;
}

Words as_integers(JsonView value) {
  Words words;
  for (std::int64_t number : integers_of(value)) words.push_back(std::to_string(number));
  return words;
}

/// The last first, each once: 3.00 numbers those anew that follow a removed one.
Words as_falling_integers(JsonView value) {
  Words words;
  std::set<std::int64_t, std::greater<>> numbers;
  for (std::int64_t number : integers_of(value)) numbers.insert(number);
  for (std::int64_t number : numbers) words.push_back(std::to_string(number));
  return words;
}

Words joined(const Words& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ",") + word;
  return {text};
}

Words as_joined_texts(JsonView value) { return joined(as_texts(value)); }
Words as_joined_integers(JsonView value) { return joined(as_integers(value)); }

/// `0,2-5`. No word for an empty list, which the CLI would take for all files.
Words as_ranges(JsonView value) {
  std::set<std::int64_t> indexes;
  for (std::int64_t index : integers_of(value)) indexes.insert(index);
  Words ranges;
  for (auto at = indexes.begin(); at != indexes.end();) {
    const std::int64_t first = *at;
    std::int64_t last = first;
    for (++at; at != indexes.end() && *at == last + 1; ++at) last = *at;
    ranges.push_back(std::to_string(first) + (last > first ? "-" + std::to_string(last) : ""));
  }
  return ranges.empty() ? ranges : joined(ranges);
}

Words as_hhmm(JsonView value) {
  return {std::string(value.string()->substr(0, 2)) + std::string(value.string()->substr(3))};
}

Words as_nothing(JsonView /*value*/) { return {}; }

// ---- the table ----

struct Row {
  ValueType type;
  std::string_view expects;  ///< %L and %M stand for least and most
  bool (*fits)(JsonView, const Parameter&);
  Words (*values)(JsonView);
  bool (*shows)(const Matching&) = same_value;
  std::optional<Error> (*fault)(JsonView) = nullptr;  ///< of what fits
};

constexpr auto rows = std::to_array<Row>({
    {ValueType::choice, "", is_never, as_nothing},
    {ValueType::torrents,
     "a list of %L to %M torrents, each by its id or the 40 hex digits of its hash", is_key_list,
     as_nothing},
    {ValueType::torrent, "the id of a torrent or the 40 hex digits of its hash", is_key,
     as_nothing},
    {ValueType::integer, "a whole number from %L to %M", is_integer, as_integer},
    {ValueType::ratio, "a number from %L to %M", is_number, as_decimal},
    {ValueType::text, "a text of %L to %M bytes without control characters", is_text, as_text},
    {ValueType::folder, "an absolute path of at most %M bytes without control characters",
     is_folder, as_text, same_folder},
    {ValueType::path, "a relative path of at most %M bytes without control characters", is_path,
     as_text},
    {ValueType::file_name,
     "a file name of at most %M bytes without slashes and control characters, not \".\" or \"..\"",
     is_file_name, as_text, renamed},
    {ValueType::labels,
     "a list of at most %M different labels, each of 1 to 255 bytes without commas, control "
     "characters and spaces around it",
     is_label_list, as_joined_texts, same_set},
    {ValueType::files, "a list of at most %M indexes of files, from 0 on",
     is_integer_list<0, max_file_index>, as_ranges, each_file_shows},
    {ValueType::tracker_urls,
     "a list of at most %M addresses that begin with http://, https:// or udp://", is_tracker_list,
     as_texts, has_trackers},
    {ValueType::tracker_ids, "a list of at most %M ids of trackers", is_integer_list<0, max_id>,
     as_falling_integers, has_no_trackers},
    {ValueType::time_of_day, "a time from \"00:00\" to \"23:59\"", is_time_of_day, as_hhmm,
     same_minute},
    {ValueType::weekdays, "a list of %L to %M days, from 1 (Monday) to 7 (Sunday)",
     is_integer_list<1, 7>, as_joined_integers, same_days},
    {ValueType::magnet,
     "a link that begins with magnet:? and has an xt=urn:btih: or urn:btmh: with a whole hash",
     is_magnet_argument, as_nothing},
    {ValueType::url, "an address that begins with http:// or https://, without spaces",
     is_url_argument, as_nothing},
    {ValueType::metainfo, "a .torrent of at most 8 MiB as base64", is_string_argument, as_nothing,
     same_value, metainfo_argument_fault},
    {ValueType::sources,
     "a list of %L to %M objects, each with one of \"magnet\", \"url\" and \"metainfo\"",
     is_object_list, as_nothing, same_value, sources_fault},
});

constexpr bool in_order() {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].type != static_cast<ValueType>(i)) return false;
  }
  return true;
}
static_assert(in_order(), "row_of() finds a row by the number of its type");

const Row& row_of(const Parameter& parameter) {
  return rows[static_cast<std::size_t>(parameter.type)];
}

/// What the row says, with the numbers of `argument` in it.
std::string kind_expectation(const Parameter& parameter) {
  std::string text(row_of(parameter).expects);
  for (const auto& [mark, number] : {std::pair{"%L", parameter.least}, {"%M", parameter.most}}) {
    if (std::size_t at = text.find(mark); at != text.npos) {
      text.replace(at, 2, std::to_string(number));
    }
  }
  return text;
}

bool is_choice(const Choice& choice, JsonView value) {
  if (value.is_null()) return choice.json == "null";
  if (auto flag = value.boolean()) return choice.json == (*flag ? "true" : "false");
  if (!value.is_string() || !choice.json.starts_with('"')) return false;
  return choice.json.substr(1, choice.json.size() - 2) == *value.string();
}

std::string_view cut_short(std::string_view text) { return utf8_prefix(text, max_shown); }

}  // namespace

std::string expectation(const Parameter& parameter) {
  Words parts;
  if (parameter.type != ValueType::choice) parts.push_back(kind_expectation(parameter));
  for (const Choice& choice : parameter.choices) {
    if (!choice.json.empty()) parts.emplace_back(choice.json);
  }
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) text += i + 1 < parts.size() ? ", " : " or ";
    text += parts[i];
  }
  return text;
}

std::optional<Error> fault_of(const Parameter& parameter, JsonView value) {
  if (choice_of(parameter, value)) return std::nullopt;
  const Row& row = row_of(parameter);
  if (!row.fits(value, parameter)) {
    return Error{"is to be " + expectation(parameter) + ", not " + shown(value),
                 std::string(invalid_argument)};
  }
  return row.fault ? row.fault(value) : std::nullopt;
}

const Choice* choice_of(const Parameter& parameter, JsonView value) {
  for (const Choice& choice : parameter.choices) {
    if (choice.json.empty()) continue;
    if (value.present() ? is_choice(choice, value) : choice.json == parameter.absent)
      return &choice;
  }
  return nullptr;
}

std::vector<std::string> values_of(const Parameter& parameter, JsonView value) {
  return row_of(parameter).values(value);
}

bool value_shows(const Parameter& parameter, JsonView asked, JsonView there, JsonView all) {
  return row_of(parameter).shows({parameter, asked, there, all});
}

std::optional<TorrentKey> read_key(JsonView value) {
  if (auto id = value.integer()) {
    if (*id == 0 || *id < -max_id - 1 || *id > max_id) return std::nullopt;
    return TorrentKey{*id};
  }
  if (!value.is_string() || value.string()->size() != 40 || !is_hex(*value.string())) {
    return std::nullopt;
  }
  TorrentKey key{0, std::string(*value.string())};
  for (char& c : key.hash) c = static_cast<char>(is_letter(c) ? c | 0x20 : c);
  return key;
}

std::string shown(JsonView value) {
  if (!value.is_string()) {
    std::string text = value.text();
    return text.size() > max_shown ? std::string(cut_short(text)) + "…" : text;
  }
  std::string_view text = *value.string();
  std::string quoted = json_quote(cut_short(text));
  if (text.size() > max_shown) quoted.insert(quoted.size() - 1, "…");
  return quoted;
}

}  // namespace wst
