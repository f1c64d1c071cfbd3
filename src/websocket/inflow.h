// What the kernel knows of the bytes that come in at a socket.
#pragma once

#include <cstdint>
#include <optional>

namespace wst {

/// Those that have come and nobody has read.
std::uint64_t bytes_waiting(int socket);
/// All that have been read so far; only of TCP is it known.
std::optional<std::uint64_t> bytes_read(int socket);

}  // namespace wst
