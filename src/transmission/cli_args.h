// The words of transmission-remote for one argument.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "transmission/parameters.h"

namespace wst {

/// What `arguments`, those of a call, ask of the CLI by `argument`: none where
/// it is not given, or is no setting.
std::vector<std::string> cli_args_of(const Parameter& parameter, JsonView arguments);

}  // namespace wst
