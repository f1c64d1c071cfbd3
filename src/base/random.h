// Numbers nobody can guess, from the kernel.
#pragma once

#include <cstdint>
#include <string>

namespace wst {

/// Uniform in 1 to 2^53: what WAMP calls an id of global scope.
std::int64_t random_id();
/// 2 * `bytes` hexadecimal digits.
std::string random_hex(std::size_t bytes);

}  // namespace wst
