// Small files that hold secrets: read only if others could not read them.
#pragma once

#include <sys/stat.h>
#include <sys/types.h>

#include <string>

#include "base/result.h"

namespace wst {

/// What such a file must be.
struct SecretFileRules {
  mode_t closed_to;         ///< bits of its mode that must not be set
  bool ours_or_roots_only;  ///< whoever else owned it could write what we believe
};

/// For what the program believes while it serves.
constexpr SecretFileRules to_serve_from{S_IRWXO | S_IWGRP | S_IXGRP, true};
/// For a file that its owner, or root for its owner, edits.
constexpr SecretFileRules to_edit{S_IRWXO, false};

/// The whole text of the file at `path`, at most 1 MiB. `option` is for the errors, which name it,
/// the file and what to do.
Result<std::string> read_secret_file(const std::string& option, const std::string& path,
                                     const SecretFileRules& rules);

/// An error of that kind: "--users /etc/users: what is wrong".
Error file_trouble(const std::string& option, const std::string& path, const std::string& what);

}  // namespace wst
