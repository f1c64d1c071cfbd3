// The words of transmission-remote for one argument.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "transmission/arguments.h"

namespace wst {

/// What `arguments`, those of a call, ask of the CLI by `argument`: none where
/// it is not given, or is no setting.
std::vector<std::string> words_of(const Argument& argument, JsonView arguments);

}  // namespace wst
