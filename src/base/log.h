// One line on stderr, in the user's words. A repeated failure is the caller's
// to leave out.
#pragma once

#include <string_view>

namespace wst {

void log_info(std::string_view line);
void log_warning(std::string_view line);

}  // namespace wst
