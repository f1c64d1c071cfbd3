#include "base/base64.h"

#include <array>
#include <cstdint>

namespace wst {
namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t none = 64;

constexpr std::array<std::uint8_t, 256> values_by_character() {
  std::array<std::uint8_t, 256> values{};
  values.fill(none);
  for (std::uint8_t i = 0; i < none; ++i) values[static_cast<unsigned char>(alphabet[i])] = i;
  return values;
}
constexpr auto values = values_by_character();

std::string_view without_padding(std::string_view text) {
  if (text.ends_with("==")) return text.substr(0, text.size() - 2);
  if (text.ends_with('=')) return text.substr(0, text.size() - 1);
  return text;
}

}  // namespace

std::optional<std::string> base64_decode(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3);
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (char c : without_padding(text)) {
    std::uint8_t value = values[static_cast<unsigned char>(c)];
    if (value == none) return std::nullopt;
    bits = bits << 6 | value;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes += static_cast<char>(bits >> count & 0xFF);
  }
  if ((bits & ((1u << count) - 1)) != 0) return std::nullopt;
  return bytes;
}

}  // namespace wst
