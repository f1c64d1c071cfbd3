// What a magnet link says about where its torrent came from.
#pragma once

#include <string>
#include <string_view>

namespace wst {

/// The host of its first tracker (`tr`), in lower case, without a port; empty
/// if it has none or that is no URL. Never a passkey, which is in the path.
std::string tracker_host(std::string_view magnet);

}  // namespace wst
