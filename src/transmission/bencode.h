// Bencode, as far as it takes to tell a .torrent from what only claims to be one.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace wst {

/// Whether `bytes` are exactly one value, no deeper than 64.
bool bencode_valid(std::string_view bytes);

/// The value of `key`, as encoded, in the valid dictionary `bytes`; nothing if
/// there is none or it is not a dictionary.
std::optional<std::string_view> bencode_member(std::string_view bytes, std::string_view key);

/// Why `bytes` are not a .torrent, to follow "it"; nothing if they look like one.
std::optional<std::string> metainfo_fault(std::string_view bytes);

}  // namespace wst
