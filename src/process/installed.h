// Which program a command would run, as long as it is installed as it is.
#pragma once

#include <string>
#include <vector>

namespace wst {

/// A text that is another once a program among `words` was upgraded, replaced, removed or
/// installed: behind a prefix such as `sudo -u x` more than one may be. `path`: where programs are
/// looked for, as PATH has it.
std::string installed_programs(const std::vector<std::string>& words, const std::string& path);

}  // namespace wst
