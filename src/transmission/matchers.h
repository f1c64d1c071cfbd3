// How what was asked for looks once it is done.
#pragma once

#include <cstdint>
#include <vector>

#include "base/json.h"
#include "transmission/parameters.h"

namespace wst {

/// What an argument asks, and what the column or setting it is about holds.
struct Matching {
  const Parameter& parameter;
  JsonView asked;
  JsonView there;
  JsonView all;  ///< every argument of the call
};

bool same_value(const Matching& matching);
bool same_folder(const Matching& matching);
bool same_set(const Matching& matching);
bool same_minute(const Matching& matching);
bool same_days(const Matching& matching);
/// In `files`: each asked for has the argument's state.
bool each_file_shows(const Matching& matching);
/// In `files`: one is, or is in, what the call's `path` is renamed to.
bool renamed(const Matching& matching);
/// In `trackers`: all of the addresses; none of the ids.
bool has_trackers(const Matching& matching);
bool has_no_trackers(const Matching& matching);

bool tells(JsonView there, const Expected& expected);

/// Of two values: numbers alike to four decimals, all else to the letter.
bool same_json(JsonView one, JsonView other);

/// The integers in a list of them.
std::vector<std::int64_t> integers_of(JsonView list);

}  // namespace wst
