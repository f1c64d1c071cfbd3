#include "web/cookies.h"

#include <algorithm>

#include "web/text.h"

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

std::string_view login_cookie_name(bool encrypted) {
  return encrypted ? "__Host-wstorrentd" : "wstorrentd";
}

std::string login_cookie(std::string_view secret, bool encrypted) {
  std::string cookie(login_cookie_name(encrypted));
  cookie.append("=").append(secret).append("; Path=/; HttpOnly; SameSite=Strict");
  if (encrypted) cookie += "; Secure";
  if (secret.empty()) cookie += "; Max-Age=0";
  return cookie;
}

}  // namespace wst
