#include "transmission/json_repair.h"

#include <algorithm>
#include <optional>

#include "base/number.h"
#include "base/utf8.h"

namespace wst {
namespace {

constexpr std::string_view replacement = "\\ufffd";
constexpr std::size_t escape_length = 6;

std::optional<unsigned> hex(std::string_view digits, std::size_t count) {
  if (digits.size() < count) return std::nullopt;
  return whole_number<unsigned>(digits.substr(0, count), 16);
}

bool is_high_surrogate(unsigned unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
bool is_low_surrogate(unsigned unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

bool low_surrogate_follows(std::string_view rest) {
  if (!rest.starts_with("\\u")) return false;
  std::optional<unsigned> unit = hex(rest.substr(2), 4);
  return unit && is_low_surrogate(*unit);
}

/// Five digits are read as one character only where the four-digit reading is
/// unlikely: emoji over polytonic Greek, mathematical letters over phonetic
/// ones, the tags in flags and variation selectors over private use. Not U+1Exxx: Vietnamese
/// letters are often followed by a to f.
bool meant_as_five_digits(unsigned code) {
  return (code >= 0x1F000 && code <= 0x1FAFF) || (code >= 0x1D400 && code <= 0x1D7FF) ||
         (code >= 0xE0020 && code <= 0xE007F) || (code >= 0xE0100 && code <= 0xE01EF);
}

void append_utf8(std::string& out, unsigned code) {
  out += static_cast<char>(0xF0 | (code >> 18));
  out += static_cast<char>(0x80 | ((code >> 12) & 0x3F));
  out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
  out += static_cast<char>(0x80 | (code & 0x3F));
}

/// Appends the escape that `rest` begins with; the length of what it stood for.
std::size_t append_escape(std::string& out, std::string_view rest) {
  std::optional<unsigned> unit = rest.starts_with("\\u") ? hex(rest.substr(2), 4) : std::nullopt;
  if (!unit) {  // `\\`, `\"`, `\n`, or broken: that is for the parser to refuse
    out += rest.substr(0, 2);
    return std::min<std::size_t>(2, rest.size());
  }
  std::optional<unsigned> five = hex(rest.substr(2), 5);
  if (five && meant_as_five_digits(*five)) {
    append_utf8(out, *five);
    return escape_length + 1;
  }
  if (is_high_surrogate(*unit) && low_surrogate_follows(rest.substr(escape_length))) {
    out += rest.substr(0, 2 * escape_length);
    return 2 * escape_length;
  }
  bool broken = *unit == 0 || is_high_surrogate(*unit) || is_low_surrogate(*unit);
  out += broken ? replacement : rest.substr(0, escape_length);
  return escape_length;
}

}  // namespace

std::string repair_json(std::string_view text) {
  std::string valid = utf8_repair(text);
  if (valid.find("\\u") == std::string_view::npos) return valid;
  std::string_view rest = valid;
  std::string repaired;
  repaired.reserve(rest.size());
  while (!rest.empty()) {
    std::size_t plain = std::min(rest.find('\\'), rest.size());
    repaired += rest.substr(0, plain);
    rest.remove_prefix(plain);
    if (!rest.empty()) rest.remove_prefix(append_escape(repaired, rest));
  }
  return repaired;
}

}  // namespace wst
