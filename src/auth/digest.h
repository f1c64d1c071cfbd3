// What is kept of a secret, how secrets are shown and how they are compared.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace wst {

/// HMAC-SHA-256 with a key that this process drew for itself: 32 bytes.
std::string digest(std::string_view text);

/// Takes as long wherever they differ. Only their lengths show.
bool same_secret(std::string_view one, std::string_view other);

struct IdAndSecret {
  std::uint64_t id = 0;  ///< 0: the text is no such thing
  std::string_view secret;
};

/// `secret` is a part of `text`.
IdAndSecret read_id_and_secret(std::string_view text);

}  // namespace wst
