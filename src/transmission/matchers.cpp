#include "transmission/matchers.h"

#include <cmath>
#include <set>
#include <string>

namespace wst {
namespace {

std::string_view without_slashes(std::string_view folder) {
  while (folder.size() > 1 && folder.ends_with('/')) folder.remove_suffix(1);
  return folder;
}

std::set<std::string_view> strings_of(JsonView list) {
  std::set<std::string_view> strings;
  for (JsonView v = list.first(); v.present(); v = v.next()) {
    if (v.is_string()) strings.insert(*v.string());
  }
  return strings;
}

std::int64_t two_digits(std::string_view text) { return (text[0] - '0') * 10 + (text[1] - '0'); }

}  // namespace

bool same_json(JsonView one, JsonView other) {
  // Samples cut a ratio to four decimals, 3.00 prints no more.
  if (one.number() && other.number()) return std::fabs(*one.number() - *other.number()) < 0.00015;
  return one.text() == other.text();
}

bool tells(JsonView there, const Expected& expected) {
  switch (expected.type) {
    case Expected::Type::nothing:
      return true;
    case Expected::Type::boolean:
      return there.boolean() == (expected.integer != 0);
    case Expected::Type::integer:
      return there.integer() == expected.integer;
    case Expected::Type::string:
      return there.string() == expected.string;
  }
  return false;
}

bool same_value(const Matching& matching) { return same_json(matching.asked, matching.there); }

bool same_folder(const Matching& matching) {
  return matching.there.is_string() &&
         without_slashes(*matching.there.string()) == without_slashes(*matching.asked.string());
}

bool same_set(const Matching& matching) {
  return matching.there.is_array() && strings_of(matching.asked) == strings_of(matching.there);
}

bool same_minute(const Matching& matching) {
  std::string_view time = *matching.asked.string();
  return matching.there.integer() == two_digits(time) * 60 + two_digits(time.substr(3));
}

/// Transmission's week begins with Sunday, bit 0.
bool same_days(const Matching& matching) {
  std::int64_t days = 0;
  for (std::int64_t day : integers_of(matching.asked)) days |= std::int64_t{1} << day % 7;
  return matching.there.integer() == days;
}

bool each_file_shows(const Matching& matching) {
  const Parameter& parameter = matching.parameter;
  std::set<std::int64_t> missing;
  for (std::int64_t index : integers_of(matching.asked)) missing.insert(index);
  std::int64_t index = 0;
  for (JsonView file = matching.there.first(); file.present(); file = file.next(), ++index) {
    if (!missing.contains(index)) continue;
    if (!tells(file[parameter.value_at.of_each], parameter.state)) return false;
    missing.erase(index);
  }
  return missing.empty();
}

bool renamed(const Matching& matching) {
  std::string_view path = without_slashes(matching.all["path"].string().value_or(""));
  std::string now(path.substr(0, path.rfind('/') + 1));
  now += *matching.asked.string();
  for (JsonView file = matching.there.first(); file.present(); file = file.next()) {
    std::string_view name = file["name"].string().value_or("");
    if (name == now || name.starts_with(now + '/')) return true;
  }
  return false;
}

bool has_trackers(const Matching& matching) {
  std::set<std::string_view> missing = strings_of(matching.asked);
  for (JsonView tracker = matching.there.first(); tracker.present(); tracker = tracker.next()) {
    missing.erase(tracker["announce"].string().value_or(""));
  }
  return matching.there.is_array() && missing.empty();
}

bool has_no_trackers(const Matching& matching) {
  std::set<std::int64_t> removed;
  for (std::int64_t id : integers_of(matching.asked)) removed.insert(id);
  for (JsonView tracker = matching.there.first(); tracker.present(); tracker = tracker.next()) {
    if (removed.contains(tracker["id"].integer().value_or(-1))) return false;
  }
  return matching.there.is_array();
}

std::vector<std::int64_t> integers_of(JsonView list) {
  std::vector<std::int64_t> numbers;
  for (JsonView v = list.first(); v.present(); v = v.next()) {
    if (v.integer()) numbers.push_back(*v.integer());
  }
  return numbers;
}

}  // namespace wst
