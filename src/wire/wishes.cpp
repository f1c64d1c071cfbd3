#include "wire/wishes.h"

#include <utility>

namespace wst {

namespace {

std::optional<std::vector<std::string>> strings_in(JsonView array) {
  if (!array.is_array()) return std::nullopt;
  std::vector<std::string> strings;
  for (JsonView item = array.first(); item.present(); item = item.next()) {
    if (!item.is_string()) return std::nullopt;
    strings.emplace_back(*item.string());
  }
  return strings;
}

}  // namespace

Wishes read_wishes(JsonView object) {
  const auto after = object["after"];
  const auto fields = object["fields"];
  if (after.present() && !after.is_string()) {
    return {.invalid = "\"after\" must be a cursor, a string"};
  }
  auto named = strings_in(fields);
  if (fields.present() && !named) {
    return {.invalid = "\"fields\" must be an array of names such as [\"name\",\"eta\"]"};
  }
  return {std::string(after.string().value_or("")), std::move(named), {}};
}

}  // namespace wst
