// A new process, as posix_spawn() makes it, and what that cannot do: it ends with its parent.
//
// It has no descriptor but the three it is given, no signal blocked or ignored (an ignored SIGPIPE
// would survive exec), a process group of its own, and `/` for its folder, so that it keeps no
// disk from being unmounted. Should we die, whatever the way, the kernel kills it.
#pragma once

#include <sys/types.h>

#include <array>
#include <string>
#include <vector>

namespace wst {

/// 0 and the pid, or an errno. `argv[0]` is looked up in our PATH; from a relative path it is
/// taken as seen from our folder. `files`: what become its descriptors 0, 1 and 2; below 0 is
/// /dev/null.
int spawn(const std::vector<std::string>& argv, const std::vector<std::string>& environment,
          const std::array<int, 3>& files, pid_t& pid);

}  // namespace wst
