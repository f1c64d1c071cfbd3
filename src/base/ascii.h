// ASCII text, as JSON's tokens, the heads of HTTP, links and their escapes are made of it.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wst {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
/// RFC 8259's white space.
constexpr bool is_json_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

constexpr bool is_hex(std::string_view text) {
  return std::ranges::all_of(
      text, [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); });
}

/// ASCII only.
std::string lower_case(std::string_view text);
/// Without blanks and tabs at its ends.
std::string_view trimmed(std::string_view text);
/// What stands between the commas, trimmed, empty ones left out.
std::vector<std::string_view> list_items(std::string_view list);
/// Each %XX as the byte it stands for; nothing if one of them is none.
std::optional<std::string> percent_decoded(std::string_view text);

}  // namespace wst
