// Base64 as RFC 4648 has it: padded, no line breaks, no bits left over.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace wst {

/// The bytes that `text` stands for; nothing if it is not exactly base64.
std::optional<std::string> base64_decode(std::string_view text);

}  // namespace wst
