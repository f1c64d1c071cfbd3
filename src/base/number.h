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
  // It takes what `read` points to for what the caller's next call uses.
  // cppcheck-suppress [invalidLifetime, danglingTemporaryLifetime]
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number, base);
  const bool is_whole = read.ec == std::errc() && read.ptr == text.data() + text.size();
  return is_whole ? std::optional(number) : std::nullopt;
}

}  // namespace wst
