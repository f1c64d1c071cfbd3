#include "http/form.h"

#include <algorithm>

#include "base/ascii.h"

namespace wst {

namespace {

std::optional<std::string> decoded(std::string_view text) {
  std::string with_blanks(text);
  std::replace(with_blanks.begin(), with_blanks.end(), '+', ' ');
  return percent_decoded(with_blanks);
}

}  // namespace

std::optional<std::string> form_field(std::string_view body, std::string_view name) {
  std::optional<std::string> found;
  while (!body.empty()) {
    const auto end = std::min(body.find('&'), body.size());
    const auto pair = body.substr(0, end);
    body.remove_prefix(std::min(end + 1, body.size()));
    const auto equals = std::min(pair.find('='), pair.size());
    if (decoded(pair.substr(0, equals)) != name) continue;
    auto value = decoded(pair.substr(std::min(equals + 1, pair.size())));
    if (found || !value) return std::nullopt;
    found = std::move(value);
  }
  return found;
}

}  // namespace wst
