// UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, up to U+10FFFF.
#pragma once

#include <string>
#include <string_view>

namespace wst {

[[nodiscard]] bool utf8_valid(std::string_view text);

/// Each maximal invalid subpart replaced by U+FFFD (Unicode 3.9, as browsers do).
[[nodiscard]] std::string utf8_repair(std::string_view text);

/// Fit for a terminal: repaired, and a blank in place of each character that is not seen
/// but obeyed, as controls (C0, C1), separators of lines, and marks of direction are.
[[nodiscard]] std::string utf8_one_line(std::string_view text);

/// At most so many bytes from the beginning of `text`, whole characters.
[[nodiscard]] std::string_view utf8_prefix(std::string_view text, std::size_t most);

/// The beginning of `text` as a JSON string literal: what an error repeats of
/// what somebody sent.
[[nodiscard]] std::string excerpt(std::string_view text);

/// No control character (Unicode's Cc). `text` is valid UTF-8.
[[nodiscard]] bool utf8_clean(std::string_view text);

}  // namespace wst
