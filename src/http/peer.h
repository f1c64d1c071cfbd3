// Who is at the other end of a connection, as far as the connection tells, or
// a proxy that is trusted.
#pragma once

#include <string>

namespace wst {

struct Peer {
  std::string address;     ///< without its port; "unix" over a unix socket
  bool local = false;      ///< over a unix socket
  bool encrypted = false;  ///< by our TLS, or by the proxy's, as it says
  bool proxied = false;    ///< a trusted proxy speaks for it; `address` is the client's
};

}  // namespace wst
