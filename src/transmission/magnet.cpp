#include "transmission/magnet.h"

#include <algorithm>

#include "base/ascii.h"

namespace wst {

namespace {

// Between the scheme's slashes and the path, without who and which port.
std::string_view host_of(std::string_view url) {
  const auto slashes = url.find("://");
  if (slashes == std::string_view::npos) return {};
  url.remove_prefix(slashes + 3);
  url = url.substr(0, url.find_first_of("/?#"));
  if (const auto at = url.rfind('@'); at != std::string_view::npos) url.remove_prefix(at + 1);
  if (url.starts_with('[')) return url.substr(0, url.find(']') + 1);
  return url.substr(0, url.find(':'));
}

bool is_of_host(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_' ||
         c == ':' || c == '[' || c == ']';
}

}  // namespace

std::string tracker_host(std::string_view magnet) {
  const auto tracker = magnet.find("&tr=");
  if (tracker == std::string_view::npos) return {};
  magnet.remove_prefix(tracker + 4);
  const auto url = percent_decoded(magnet.substr(0, magnet.find('&')));
  std::string host = url ? lower_case(host_of(*url)) : std::string();
  return std::ranges::all_of(host, is_of_host) ? host : std::string();
}

}  // namespace wst
