// What an argument of a procedure may be, which words of transmission-remote
// say it, and where it shows once it is done: one row of a table each.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace wst {

/// Of an argument's values; kinds.cpp has a row for each.
enum class ValueType {
  choice,  ///< one of the choices and nothing else
  torrents,
  torrent,
  integer,
  ratio,
  text,
  folder,
  path,
  file_name,
  labels,
  files,
  tracker_urls,
  tracker_ids,
  time_of_day,
  weekdays,
  magnet,
  url,
  metainfo,
  sources,
};

/// What a sample is to tell, as values in the table are written. Not a std::variant: the table is
/// made while compiling, and not every compiler assigns one then.
struct Expected {
  enum class Type { nothing, boolean, integer, string };

  constexpr Expected() = default;
  constexpr Expected(bool value) : type(Type::boolean), integer(value) {}
  constexpr Expected(int value) : type(Type::integer), integer(value) {}
  constexpr Expected(const char* value) : type(Type::string), string(value) {}

  Type type = Type::nothing;  ///< nothing: it is not looked for
  std::int64_t integer = 0;   ///< of a boolean 0 or 1
  std::string_view string = {};
};

/// Where something shows: a column or setting, or with `of_each` a member of each entry of one.
struct Place {
  std::string_view name = {};
  std::string_view of_each = {};

  [[nodiscard]] constexpr bool empty() const { return name.empty(); }
};

/// A value that has an option of its own.
struct Choice {
  std::string_view json = {};  ///< the value: true, false, null or a string; empty: no choice
  std::string_view word = {};  ///< the option; empty: none is needed
  Expected shows = {};         ///< at Parameter::state_at
};

/// Where argument `name` is true, `option` stands for the usual one.
struct Variant {
  std::string_view name = {};
  std::string_view option = {};
};

struct Parameter {
  std::string_view name = {};
  std::string_view meaning = {};
  ValueType type = ValueType::choice;
  std::string_view example = {};       ///< JSON of a value that is right
  std::array<Choice, 3> choices = {};  ///< besides the values of the type
  bool required = false;
  bool source = false;     ///< exactly one of a call's sources is given
  std::int64_t least = 0;  ///< number, bytes or entries, as the type has it
  std::int64_t most = 0;
  std::string_view option = {};  ///< a value that is no choice: `--option=value`
  Variant variant = {};
  std::string_view since = {};   ///< the first version that has it
  std::string_view never = {};   ///< why no version has it
  std::string_view absent = {};  ///< JSON of the choice that counts if none is given
  Place value_at = {};
  std::string_view state_at = {};  ///< column or setting that tells the choices apart
  Expected state = {};             ///< there (or of each entry) for a value that is no choice
  std::string_view unlike = {};    ///< what it may mean, too, that it does not show
};

}  // namespace wst
