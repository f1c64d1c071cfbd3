// Small files that hold secrets: read only if others could not read them.
#pragma once

#include <sys/types.h>

#include <string>

#include "base/result.h"

namespace wst {

/// The whole text of the file at `path`, at most 1 MiB. `closed_to`: the bits
/// of its mode that must not be set. `option` is for the errors, which name it,
/// the file and what to do.
Result<std::string> read_secret_file(const std::string& option, const std::string& path,
                                     mode_t closed_to);

/// An error of that kind: "--users /etc/users: what is wrong".
Error file_trouble(const std::string& option, const std::string& path, const std::string& what);

}  // namespace wst
