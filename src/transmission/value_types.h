// What the values of arguments have in common: whether one is right, how the
// CLI wants it, and how it looks once it is done.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "transmission/parameters.h"
#include "transmission/procedures.h"

namespace wst {

constexpr std::string_view invalid_argument = "wamp.error.invalid_argument";
constexpr std::string_view too_large = "wamp.error.payload_size_exceeded";
constexpr std::string_view unsupported = "wstorrent.error.unsupported";

/// "a whole number from 1 to 65535 or null"
std::string expectation(const Parameter& parameter);

/// Why `value` is not right, to follow the argument's name; nothing if it is.
std::optional<Error> fault_of(const Parameter& parameter, JsonView value);

/// The choice that `value` is, or that counts where none is given; null if none.
const Choice* choice_of(const Parameter& parameter, JsonView value);

/// What stands behind `--option=`, one word each. `value` is right and no choice.
std::vector<std::string> values_of(const Parameter& parameter, JsonView value);

/// Whether `there` (a column or setting) is what `asked` wants; `all`: the call's arguments.
bool value_shows(const Parameter& parameter, JsonView asked, JsonView there, JsonView all);

std::optional<TorrentKey> read_key(JsonView value);

/// `value` as a sentence can hold it: JSON, cut short.
std::string shown(JsonView value);

}  // namespace wst
