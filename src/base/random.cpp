#include "base/random.h"

#include <sys/random.h>

#include <cassert>

namespace wst {

namespace {

// Up to 256 bytes getrandom() gives whole, or blocks until the kernel's pool
// is ready at boot.
void fill_random(void* bytes, std::size_t size) {
  [[maybe_unused]] const auto filled = getrandom(bytes, size, 0);
  assert(filled == static_cast<ssize_t>(size));
}

}  // namespace

std::int64_t random_id() {
  std::uint64_t bits = 0;
  fill_random(&bits, sizeof bits);
  return static_cast<std::int64_t>(bits >> 11) + 1;
}

std::string random_hex(std::size_t bytes) {
  constexpr char digits[] = "0123456789abcdef";
  std::string hex;
  for (std::size_t i = 0; i < bytes; ++i) {
    unsigned char byte = 0;
    fill_random(&byte, 1);
    hex += digits[byte >> 4];
    hex += digits[byte & 15];
  }
  return hex;
}

}  // namespace wst
