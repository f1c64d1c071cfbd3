// Values as Transmission tells them, of whatever version, as JSON of one type.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/json.h"
#include "transmission/envelope.h"

namespace wst {

enum class JsonType { integer, number, boolean, string, strings };

/// 3.00 prints four decimals, cut off, later ones all there are: cut alike, a
/// value is the same in each version.
double four_decimals(double value);

/// Nothing where `value` is absent or of another type. Numbers have four
/// decimals at most; 0 and 1 are booleans too; a string has 16 KiB at most.
std::optional<std::string> value_text(JsonView value, JsonType type);

/// A member of an object by the name it has with us, known in every spelling.
struct TypedMember {
  constexpr TypedMember(std::string_view named, JsonType of)
      : name(named), type(of), hash(key_hash(named)) {}

  std::string_view name;
  JsonType type;
  std::uint64_t hash;
};

constexpr std::size_t max_members = 32;

/// One more member to the object that `text` is the beginning of: `{"a":1`.
/// `name` needs no escapes.
void append_member(std::string& text, std::string_view name, std::string_view json);
/// Those of `members`, at most 32, that `object` tells, in their order.
void append_members(std::string& text, JsonView object, std::span<const TypedMember> members);

}  // namespace wst
