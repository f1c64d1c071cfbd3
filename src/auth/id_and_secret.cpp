#include "auth/id_and_secret.h"

#include <algorithm>

#include "base/number.h"

namespace wst {

IdAndSecret read_id_and_secret(std::string_view text) {
  const auto dot = text.find('.');
  if (dot == text.npos) return {};
  const auto id = whole_number<decltype(IdAndSecret::id)>(text.substr(0, dot));
  if (!id) return {};
  return {.id = *id, .secret = text.substr(dot + 1)};
}

}  // namespace wst
