#include "transmission/looks.h"

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

/// "wanted" of "files.wanted".
std::string_view member_of(const Argument& argument) {
  return argument.value_at.substr(argument.value_at.find('.') + 1);
}

std::int64_t two_digits(std::string_view text) { return (text[0] - '0') * 10 + (text[1] - '0'); }

}  // namespace

bool same_json(JsonView one, JsonView other) {
  // Samples cut a ratio to four decimals, 3.00 prints no more.
  if (one.number() && other.number()) return std::fabs(*one.number() - *other.number()) < 0.00015;
  return one.text() == other.text();
}

bool same_value(const Looks& looks) { return same_json(looks.asked, looks.there); }

bool same_folder(const Looks& looks) {
  return looks.there.is_string() &&
         without_slashes(*looks.there.string()) == without_slashes(*looks.asked.string());
}

bool same_set(const Looks& looks) {
  return looks.there.is_array() && strings_of(looks.asked) == strings_of(looks.there);
}

bool same_minute(const Looks& looks) {
  std::string_view time = *looks.asked.string();
  return looks.there.integer() == two_digits(time) * 60 + two_digits(time.substr(3));
}

/// Transmission's week begins with Sunday, bit 0.
bool same_days(const Looks& looks) {
  std::int64_t days = 0;
  for (std::int64_t day : integers_of(looks.asked)) days |= std::int64_t{1} << day % 7;
  return looks.there.integer() == days;
}

bool each_file_shows(const Looks& looks) {
  std::optional<Json> state = Json::parse(looks.argument.state);
  std::set<std::int64_t> missing;
  for (std::int64_t index : integers_of(looks.asked)) missing.insert(index);
  std::int64_t index = 0;
  for (JsonView file = looks.there.first(); file.present(); file = file.next(), ++index) {
    if (!missing.contains(index)) continue;
    if (!same_json(file[member_of(looks.argument)], state->view())) return false;
    missing.erase(index);
  }
  return missing.empty();
}

bool renamed(const Looks& looks) {
  std::string_view path = without_slashes(looks.all["path"].string().value_or(""));
  std::string now(path.substr(0, path.rfind('/') + 1));
  now += *looks.asked.string();
  for (JsonView file = looks.there.first(); file.present(); file = file.next()) {
    std::string_view name = file["name"].string().value_or("");
    if (name == now || name.starts_with(now + '/')) return true;
  }
  return false;
}

bool has_trackers(const Looks& looks) {
  std::set<std::string_view> missing = strings_of(looks.asked);
  for (JsonView tracker = looks.there.first(); tracker.present(); tracker = tracker.next()) {
    missing.erase(tracker["announce"].string().value_or(""));
  }
  return looks.there.is_array() && missing.empty();
}

bool has_no_trackers(const Looks& looks) {
  std::set<std::int64_t> removed;
  for (std::int64_t id : integers_of(looks.asked)) removed.insert(id);
  for (JsonView tracker = looks.there.first(); tracker.present(); tracker = tracker.next()) {
    if (removed.contains(tracker["id"].integer().value_or(-1))) return false;
  }
  return looks.there.is_array();
}

std::vector<std::int64_t> integers_of(JsonView list) {
  std::vector<std::int64_t> numbers;
  for (JsonView v = list.first(); v.present(); v = v.next()) {
    if (v.integer()) numbers.push_back(*v.integer());
  }
  return numbers;
}

}  // namespace wst
