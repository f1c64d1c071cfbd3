#include "http/cookies.h"

#include <algorithm>

#include "base/ascii.h"

namespace wst {

namespace {

bool is_cookie_octet(char c) {
  constexpr std::string_view forbidden = "\",;\\";
  return c > 0x20 && c < 0x7f && forbidden.find(c) == std::string_view::npos;
}

}  // namespace

std::optional<std::string> find_cookie(std::string_view header, std::string_view name) {
  std::optional<std::string> found;
  while (!header.empty()) {
    const auto end = std::min(header.find(';'), header.size());
    const auto pair = trimmed(header.substr(0, end));
    header.remove_prefix(std::min(end + 1, header.size()));
    if (!pair.starts_with(name) || !pair.substr(name.size()).starts_with('=')) continue;
    const auto value = pair.substr(name.size() + 1);
    if (found || !std::all_of(value.begin(), value.end(), is_cookie_octet)) return std::nullopt;
    found = value;
  }
  return found;
}

std::string login_cookie_name(const CookieScope& scope) {
  const bool at_root = scope.mount == "/";
  std::string name = at_root ? "wstorrentd" : "wstorrentd-below";
  if (!scope.encrypted) return name;
  return (at_root ? "__Host-" : "__Secure-") + name;
}

std::string login_cookie(std::string_view secret, const CookieScope& scope) {
  std::string cookie = login_cookie_name(scope);
  cookie.append("=").append(secret).append("; Path=").append(scope.mount);
  cookie += "; HttpOnly; SameSite=Strict";
  if (scope.encrypted) cookie += "; Secure";
  if (secret.empty()) cookie += "; Max-Age=0";
  return cookie;
}

}  // namespace wst
