#include "wire/wamp2.h"

namespace wst::wamp2 {

bool is_uri(std::string_view text, Match match) {
  if (text.find_first_of(" \t\r\n\f\v#") != std::string_view::npos) return false;
  if (match != Match::exact) return true;
  if (text.empty() || text.front() == '.' || text.back() == '.') return false;
  return text.find("..") == std::string_view::npos;
}

bool matches(std::string_view pattern, Match match, std::string_view uri) {
  if (match == Match::exact) return uri == pattern;
  if (match == Match::prefix) return uri.starts_with(pattern);
  while (true) {
    const auto wanted = pattern.substr(0, pattern.find('.'));
    const auto found = uri.substr(0, uri.find('.'));
    if (!wanted.empty() && wanted != found) return false;
    pattern.remove_prefix(wanted.size());
    uri.remove_prefix(found.size());
    if (pattern.empty() || uri.empty()) return pattern.empty() && uri.empty();
    pattern.remove_prefix(1);
    uri.remove_prefix(1);
  }
}

}  // namespace wst::wamp2
