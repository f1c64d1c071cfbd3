// Hashes of passwords, by libcrypt. Slow on purpose: never in the loop.
#pragma once

#include <string>

#include "base/result.h"

namespace wst {

/// Of yescrypt, with a salt of its own.
Result<std::string> hash_password(const std::string& password);

/// What the child of a check does: reads HASH NUL PASSWORD from `input` to its
/// end. 0: it is the password; 1: it is not; 2: something else is wrong.
int check_password(int input);

}  // namespace wst
