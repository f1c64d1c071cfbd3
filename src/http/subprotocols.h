// Which WebSocket subprotocols are spoken, and which of those offered is taken.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "base/result.h"

namespace wst {

constexpr std::array<const char*, 3> spoken_subprotocols = {"wamp.2.json", "wamp", "json"};
constexpr std::size_t max_offered_bytes = 1024;

/// The first of `offered`, a list parted by commas, that is spoken; empty if
/// nothing is offered. The error is the refusal in words.
Result<std::string> choose_subprotocol(std::string_view offered);

}  // namespace wst
