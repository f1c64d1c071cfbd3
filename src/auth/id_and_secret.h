// How a secret is shown of which we keep only a digest: the id under which that
// is found, a dot, and the secret itself.
#pragma once

#include <cstdint>
#include <string_view>

namespace wst {

struct IdAndSecret {
  std::uint64_t id = 0;  ///< 0: the text is no such thing
  std::string_view secret;
};

/// `secret` is a part of `text`.
IdAndSecret read_id_and_secret(std::string_view text);

}  // namespace wst
