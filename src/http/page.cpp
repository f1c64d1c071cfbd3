#include "http/page.h"

#include <algorithm>
#include <array>
#include <utility>

namespace wst {

namespace {

constexpr std::array<std::pair<char, std::string_view>, 5> escapes = {
    {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&#39;"}}};

std::string html_escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    const auto* found = std::find_if(escapes.begin(), escapes.end(),
                                     [&](const auto& known) { return known.first == c; });
    if (found == escapes.end()) {
      escaped += c;
    } else {
      escaped += found->second;
    }
  }
  return escaped;
}

}  // namespace

std::string with_meta(std::string html, std::string_view name, std::string_view content) {
  const std::string empty = "<meta name=\"" + std::string(name) + "\" content=\"";
  const auto at = html.find(empty + "\">");
  if (at != std::string::npos) html.insert(at + empty.size(), html_escaped(content));
  return html;
}

}  // namespace wst
