// What is read from, and written to, a socket that libwebsockets holds.
#pragma once

#include <libwebsockets.h>

#include <string>

#include "web/http.h"

namespace wst {

/// What one write hands to lws. What the socket does not take of it, lws
/// copies, so this bounds what a client that stopped reading costs.
constexpr std::size_t fragment_bytes = 32 << 10;

/// A header of the request in hand; empty if it has none.
std::string request_header(lws* wsi, lws_token_indexes token);
HttpRequest read_request(lws* wsi, std::string path);

/// Status and headers; the security headers lws adds by itself. False if the
/// connection broke.
bool write_head(lws* wsi, const HttpResponse& response);
/// One fragment of `bytes` from `offset`; `kind` is an lws_write_protocol.
/// False if the connection broke.
bool write_fragment(lws* wsi, const std::string& bytes, std::size_t offset, int kind);

/// The security headers, for the vhost: lws adds them to whatever it answers,
/// also where it does not ask us.
const lws_protocol_vhost_options* headers_of_every_answer();

}  // namespace wst
