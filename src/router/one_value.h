// WAMP v2's arguments for protocols that carry one JSON value.
#pragma once

#include <string>

#include "wire/wamp2.h"

namespace wst {

/// The only argument; null if there is none at all; else
/// {"args":[…],"kwargs":{…}}.
std::string one_value(const wamp2::Payload& payload);
/// The other way: `json` as the only argument.
wamp2::Payload payload_of(const std::string& json);

}  // namespace wst
