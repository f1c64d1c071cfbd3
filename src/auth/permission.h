// What somebody who takes part may do: by the policy, and a worker by
// its own prefixes alone.
#pragma once

#include <string>
#include <string_view>

#include "auth/identity.h"
#include "auth/policy.h"
#include "base/result.h"

namespace wst {

/// Whether one may watch, call, publish or answer what has this name, as far as
/// that is nobody else's.
bool may(const Identity& who, Thing thing, std::string_view name);

/// Why one may not; the error has a URI: wamp.error.not_authorized, or
/// wstorrent.error.read_only for an action.
Error not_allowed(const Identity& who, Thing thing, const std::string& name);

}  // namespace wst
