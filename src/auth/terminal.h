// Asks people for what others must not see on their screen.
#pragma once

#include <string>

#include "base/result.h"

namespace wst {

/// Whether somebody types what standard input is.
bool stands_at_terminal();

/// A line, without echo. Whatever signal ends the program meanwhile, the
/// terminal is as it was.
Result<std::string> ask_silently(const std::string& prompt);

}  // namespace wst
