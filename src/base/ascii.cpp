#include "base/ascii.h"

#include <algorithm>

#include "base/number.h"

namespace wst {

namespace {

std::optional<char> hex_byte(std::string_view digits) {
  const auto value = whole_number<unsigned char>(digits, 16);
  if (digits.size() != 2 || !value) return std::nullopt;
  return static_cast<char>(*value);
}

}  // namespace

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::vector<std::string_view> list_items(std::string_view list) {
  std::vector<std::string_view> items;
  for (std::size_t from = 0; from <= list.size();) {
    const std::size_t comma = std::min(list.find(',', from), list.size());
    const auto item = trimmed(list.substr(from, comma - from));
    if (!item.empty()) items.push_back(item);
    from = comma + 1;
  }
  return items;
}

std::optional<std::string> percent_decoded(std::string_view text) {
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      bytes += text[i];
      continue;
    }
    const auto byte = hex_byte(text.substr(i + 1, 2));
    if (!byte) return std::nullopt;
    bytes += *byte;
    i += 2;
  }
  return bytes;
}

}  // namespace wst
