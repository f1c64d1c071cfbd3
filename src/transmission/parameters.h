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

/// A value that has an option of its own.
struct Choice {
  std::string_view json = {};   ///< the value: true, false, null or a string; empty: no choice
  std::string_view word = {};   ///< the option; empty: none is needed
  std::string_view shows = {};  ///< JSON at Parameter::state_at; empty: not looked at
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
  std::string_view since = {};     ///< the first version that has it
  std::string_view never = {};     ///< why no version has it
  std::string_view absent = {};    ///< JSON of the choice that counts if none is given
  std::string_view value_at = {};  ///< column or setting, "files.wanted" for one of each file
  std::string_view state_at = {};  ///< column or setting that tells the choices apart
  std::string_view state = {};     ///< JSON there (or of each file) for a value that is no choice
  std::string_view unlike = {};    ///< what it may mean, too, that it does not show
};

}  // namespace wst
