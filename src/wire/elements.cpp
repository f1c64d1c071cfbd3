#include "wire/elements.h"

#include <cstddef>

namespace wst {

namespace {

constexpr std::string_view space = " \t\r\n";

/// `at` is at a quote; the quote that ends the string.
std::size_t closing_quote(std::string_view json, std::size_t at) {
  at = json.find_first_of("\"\\", at + 1);
  while (at < json.size() && json[at] == '\\') at = json.find_first_of("\"\\", at + 2);
  return at;
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(space);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(space) - first + 1);
}

}  // namespace

std::vector<std::string_view> element_texts(std::string_view json) {
  std::vector<std::string_view> texts;
  std::size_t depth = 0;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < json.size(); ++at) {
    const char c = json[at];
    const bool closes = c == ']' || c == '}';
    if (c == '"') at = closing_quote(json, at);
    if (at >= json.size()) break;  // it is cut off in a string
    if ((c == '[' || c == '{') && depth++ == 0) begin = at + 1;
    if (depth == 1 && (c == ',' || closes)) {
      const auto text = trimmed(json.substr(begin, at - begin));
      if (!text.empty()) texts.push_back(text);
    }
    if (depth == 1 && (c == ',' || c == ':')) begin = at + 1;
    if (!closes) continue;
    if (depth <= 1) break;
    --depth;
  }
  return texts;
}

std::string first_elements(std::string_view begin, std::size_t count) {
  const auto texts = element_texts(begin);
  if (!trimmed(begin).starts_with('[') || texts.size() < count) return {};
  std::string json;
  for (std::size_t i = 0; i < count; ++i) json.append(i == 0 ? "[" : ",").append(texts[i]);
  return json + "]";
}

}  // namespace wst
