// An answer's frame: {"arguments":{},"result":"success"} or JSON-RPC 2.0.
#pragma once

#include <optional>
#include <string>

#include "base/json.h"

namespace wst {

/// What the answer tells; absent if it tells nothing.
JsonView answer_body(JsonView envelope);

/// Why the daemon refused, in its own words; nothing if it did not.
std::optional<std::string> answer_refusal(JsonView envelope);

}  // namespace wst
