// The codes with which WAMP v1 and plain clients close, and how long they
// wait: what these protocols have no message for.
#pragma once

#include <cstdint>

namespace wst {

constexpr std::uint16_t close_unsupported_data = 1003;
constexpr std::uint16_t close_invalid_data = 1007;
constexpr std::uint16_t close_login_failed = 4401;  ///< as HTTP's 401
constexpr std::uint16_t close_killed = 4403;        ///< as HTTP's 403: coming back is of no use

constexpr int seconds_for_login = 10;

}  // namespace wst
