#include "auth/id_and_secret.h"

#include <algorithm>
#include <charconv>

namespace wst {

IdAndSecret read_id_and_secret(std::string_view text) {
  IdAndSecret shown;
  const auto dot = std::min(text.find('.'), text.size());
  const auto [end, error] = std::from_chars(text.data(), text.data() + dot, shown.id);
  const bool sound = error == std::errc() && end == text.data() + dot && dot < text.size();
  if (!sound) return {};
  shown.secret = text.substr(dot + 1);
  return shown;
}

}  // namespace wst
