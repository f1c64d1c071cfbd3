#include "base/utf8.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <utility>

#include "base/json.h"

namespace wst {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

/// What a lead byte promises: how many bytes follow, and the range of the first
/// of them, which is what forbids overlong forms, surrogates and > U+10FFFF.
struct Lead {
  std::size_t following = 0;
  unsigned char low = 0x80;
  unsigned char high = 0xBF;
};

Lead lead_of(unsigned char byte) {
  if (byte >= 0xC2 && byte <= 0xDF) return {1};
  if (byte == 0xE0) return {2, 0xA0, 0xBF};
  if (byte == 0xED) return {2, 0x80, 0x9F};
  if (byte >= 0xE1 && byte <= 0xEF) return {2};
  if (byte == 0xF0) return {3, 0x90, 0xBF};
  if (byte == 0xF4) return {3, 0x80, 0x8F};
  if (byte >= 0xF1 && byte <= 0xF3) return {3};
  return {};
}

struct Sequence {
  std::size_t length;  ///< of the character, or of the maximal invalid subpart
  bool valid;
};

/// The sequence that begins with a byte that is not ASCII.
Sequence sequence_at(std::string_view text) {
  Lead lead = lead_of(static_cast<unsigned char>(text[0]));
  if (lead.following == 0) return {1, false};
  for (std::size_t i = 1; i <= lead.following; ++i) {
    if (i == text.size()) return {i, false};
    auto byte = static_cast<unsigned char>(text[i]);
    if (byte < lead.low || byte > lead.high) return {i, false};
    lead.low = 0x80;
    lead.high = 0xBF;
  }
  return {lead.following + 1, true};
}

std::size_t skip_ascii(std::string_view text, std::size_t at) {
  constexpr std::uint64_t high_bits = 0x8080808080808080;
  for (std::uint64_t word; at + sizeof word <= text.size(); at += sizeof word) {
    std::memcpy(&word, text.data() + at, sizeof word);
    if (word & high_bits) break;
  }
  while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80) ++at;
  return at;
}

/// Where the first invalid sequence begins; the text's size if none does.
std::size_t skip_valid(std::string_view text, std::size_t at) {
  for (at = skip_ascii(text, at); at < text.size(); at = skip_ascii(text, at)) {
    Sequence sequence = sequence_at(text.substr(at));
    if (!sequence.valid) break;
    at += sequence.length;
  }
  return at;
}

}  // namespace

bool utf8_valid(std::string_view text) { return skip_valid(text, 0) == text.size(); }

std::string utf8_repair(std::string_view text) {
  std::string repaired;
  repaired.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = skip_valid(text, at);
    repaired.append(text, at, end - at);
    at = end;
    if (at == text.size()) break;
    repaired += replacement;
    at += sequence_at(text.substr(at)).length;
  }
  return repaired;
}

namespace {

/// The character that `text` begins with; `text` is valid and not empty.
char32_t first_of(std::string_view text, std::size_t length) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  if (length == 1) return byte(0);
  char32_t character = byte(0) & (0x7Fu >> length);
  for (std::size_t at = 1; at < length; ++at) character = character << 6 | (byte(at) & 0x3Fu);
  return character;
}

/// Of what a terminal obeys, or by which a line is broken or turned round, unseen.
bool is_unseen(char32_t c) {
  constexpr auto ranges = std::to_array<std::pair<char32_t, char32_t>>({{0x00, 0x1F},
                                                                        {0x7F, 0x9F},
                                                                        {0xAD, 0xAD},
                                                                        {0x61C, 0x61C},
                                                                        {0x180E, 0x180E},
                                                                        {0x200B, 0x200F},
                                                                        {0x2028, 0x202E},
                                                                        {0x2060, 0x206F},
                                                                        {0xFEFF, 0xFEFF},
                                                                        {0xFFF9, 0xFFFB},
                                                                        {0xE0000, 0xE007F}});
  return std::ranges::any_of(
      ranges, [c](const auto& range) { return range.first <= c && c <= range.second; });
}

}  // namespace

std::string utf8_one_line(std::string_view text) {
  const std::string valid = utf8_repair(text);
  std::string line;
  for (std::size_t at = 0; at < valid.size();) {
    const std::size_t length = sequence_at(std::string_view(valid).substr(at)).length;
    if (is_unseen(first_of(std::string_view(valid).substr(at), length)))
      line += ' ';
    else
      line.append(valid, at, length);
    at += length;
  }
  return line;
}

std::string_view utf8_prefix(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0) == 0x80) --most;
  return text.substr(0, most);
}

std::string excerpt(std::string_view text) {
  constexpr std::size_t most = 80;
  const auto beginning = utf8_prefix(text, most);
  return json_quote(utf8_repair(beginning) + (beginning.size() < text.size() ? "…" : ""));
}

bool utf8_clean(std::string_view text) {
  unsigned char before = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F || (before == 0xC2 && byte < 0xA0)) return false;
    before = byte;
  }
  return true;
}

}  // namespace wst
