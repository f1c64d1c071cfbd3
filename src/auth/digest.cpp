#include "auth/digest.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>

#include "base/number.h"
#include "base/random.h"

namespace wst {

// Without memory it is something that equals nothing.
std::string digest(std::string_view text) {
  static const std::string key = random_hex(32);
  std::string bytes(EVP_MAX_MD_SIZE, '\0');
  unsigned size = 0;
  const auto* done = HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
                          reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                          reinterpret_cast<unsigned char*>(bytes.data()), &size);
  if (!done) return random_hex(16);
  bytes.resize(size);
  return bytes;
}

bool same_secret(std::string_view one, std::string_view other) {
  return one.size() == other.size() && CRYPTO_memcmp(one.data(), other.data(), one.size()) == 0;
}

IdAndSecret read_id_and_secret(std::string_view text) {
  const auto dot = text.find('.');
  if (dot == text.npos) return {};
  const auto id = whole_number<decltype(IdAndSecret::id)>(text.substr(0, dot));
  if (!id) return {};
  return {.id = *id, .secret = text.substr(dot + 1)};
}

}  // namespace wst
