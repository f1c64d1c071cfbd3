// What can be added: magnet links, URLs, and .torrents as base64; and what a magnet link says
// about where its torrent came from.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"

namespace wst {

constexpr std::size_t max_metainfo = std::size_t{8} << 20;

/// Begins with `magnet:?` and names a torrent by its hash.
bool is_magnet(std::string_view text);
/// `http://` or `https://`, and a host; no white space.
bool is_web_address(std::string_view text);
/// The same or `udp://`.
bool is_tracker_address(std::string_view text);

/// Why the base64 text `value` is no .torrent, to follow its name; nothing if it is.
std::optional<Error> metainfo_argument_fault(JsonView value);

/// The same of a list of objects, each with one thing to add.
std::optional<Error> sources_fault(JsonView value);

/// The host of its first tracker (`tr`), in lower case, without a port; empty
/// if it has none or that is no URL. Never a passkey, which is in the path.
std::string tracker_host(std::string_view magnet);

}  // namespace wst
