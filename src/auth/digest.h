// What is kept of a secret, and how secrets are compared.
#pragma once

#include <string>
#include <string_view>

namespace wst {

/// HMAC-SHA-256 with a key that this process drew for itself: 32 bytes.
std::string digest(std::string_view text);

/// Takes as long wherever they differ. Only their lengths show.
bool same_secret(std::string_view one, std::string_view other);

}  // namespace wst
