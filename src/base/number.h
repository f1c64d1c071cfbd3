// Whole numbers that came as text.
#pragma once

#include <charconv>
#include <concepts>
#include <optional>
#include <string_view>

namespace wst {

/// The number that `text` is, all of it: no blanks, no plus, and a minus only where T has one.
/// Nothing if it is none, or more than T holds.
template <std::integral T>
std::optional<T> whole_number(std::string_view text, int base = 10) {
  T number = 0;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number, base);
  if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return number;
}

}  // namespace wst
