#include "transmission/values.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/utf8.h"

namespace wst {
namespace {

// No name is that long; a comment or a magnet link can be, and would be sent to
// every viewer.
constexpr std::size_t max_string = std::size_t{16} << 10;

std::string_view shortened(std::string_view text) { return utf8_prefix(text, max_string); }

std::optional<std::string> integer_text(JsonView value) {
  std::optional<double> number = value.number();
  if (!number) return std::nullopt;
  return json_number(std::trunc(*number));
}

std::optional<std::string> number_text(JsonView value) {
  std::optional<double> number = value.number();
  if (!number) return std::nullopt;
  return json_number(four_decimals(*number));
}

std::optional<std::string> boolean_text(JsonView value) {
  std::optional<bool> flag = value.boolean();
  if (!flag && (value.integer() == 0 || value.integer() == 1)) flag = value.integer() == 1;
  if (!flag) return std::nullopt;
  return *flag ? "true" : "false";
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
    text += json_quote(shortened(*v.string()));
  }
  return text + ']';
}

}  // namespace

// The small amount more is for those that came as decimals and lie a hair below.
double four_decimals(double value) { return std::floor(value * 10'000 + 1e-6) / 10'000; }

std::optional<std::string> value_text(JsonView value, JsonType type) {
  if (!value.present()) return std::nullopt;
  if (type == JsonType::integer) return integer_text(value);
  if (type == JsonType::number) return number_text(value);
  if (type == JsonType::boolean) return boolean_text(value);
  if (type == JsonType::string) return string_text(value);
  return strings_text(value);
}

void append_member(std::string& text, std::string_view name, std::string_view json) {
  if (!text.empty() && text.back() != '{') text += ',';
  text += '"';
  text += name;
  text += "\":";
  text += json;
}

void append_members(std::string& text, JsonView object, std::span<const TypedMember> members) {
  std::array<JsonView, max_members> told;
  for (JsonView v = object.first(); v.present(); v = v.next()) {
    const auto known = std::ranges::find(members, key_hash(v.key()), &TypedMember::hash);
    if (known != members.end()) told.at(static_cast<std::size_t>(known - members.begin())) = v;
  }
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (const auto value = value_text(told.at(i), members[i].type)) {
      append_member(text, members[i].name, *value);
    }
  }
}

}  // namespace wst
