// What Transmission prints as JSON without it being so.
#pragma once

#include <string>
#include <string_view>

namespace wst {

/// `text` as sent, with broken UTF-8 and escapes of lone surrogates and of
/// U+0000 turned to U+FFFD, and the five-digit escapes of 3.00 (`\u1f3ac`) to
/// the character meant.
std::string repair_json(std::string_view text);

}  // namespace wst
