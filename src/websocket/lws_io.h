// What is read from, and written to, a socket that libwebsockets holds, and what the kernel
// knows of the bytes that come in at one.
#pragma once

#include <libwebsockets.h>

#include <cstdint>
#include <optional>
#include <string>

namespace wst {

/// What one write hands to lws. What the socket does not take of it, lws
/// copies, so this bounds what a client that stopped reading costs.
constexpr std::size_t fragment_bytes = 32 << 10;

/// A header of the request in hand; empty if it has none.
std::string request_header(lws* wsi, lws_token_indexes token);

/// One fragment of `bytes` from `offset`; `kind` is an lws_write_protocol.
/// False if the connection broke.
bool write_fragment(lws* wsi, const std::string& bytes, std::size_t offset, int kind);
/// False if the connection broke.
bool write_ping(lws* wsi);

/// The bytes that have come and nobody has read.
std::uint64_t bytes_waiting(int socket);
/// All the bytes that have been read so far; only of TCP is it known.
std::optional<std::uint64_t> bytes_read(int socket);

}  // namespace wst
