// A header of the PROXY protocol, version 2: a trusted proxy that passes on bytes, not requests,
// says by it for whom it does.
// https://www.haproxy.org/download/2.8/doc/proxy-protocol.txt
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace wst {

/// A longer one is malformed.
constexpr std::size_t most_proxy_header_bytes = 4096;

struct ProxyHeader {
  enum class State { absent, incomplete, complete, malformed };

  State state = State::absent;
  std::size_t size = 0;      ///< in bytes, of a complete one
  std::string address = {};  ///< of the client; empty: the proxy speaks for itself, or cannot tell
  bool encrypted = false;    ///< by the proxy, on the client's side
};

/// `bytes`: the beginning of what a proxy sends.
ProxyHeader read_proxy_header(std::string_view bytes);

/// Whether a client that is no trusted proxy begins with such a header, of version 2 or 1, if what
/// it sends is read as a request's head.
bool looks_like_proxy_header(std::string_view head);

}  // namespace wst
