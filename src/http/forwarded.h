// What proxies tell of those for whom they ask, and who is believed.
#pragma once

#include <optional>
#include <string>

#include "http/http.h"
#include "http/request_head.h"
#include "http/trusted_proxies.h"

namespace wst {

struct ProxyRules {
  TrustedProxies trusted;
  std::string user_header;  ///< in which a trusted one names the user; empty: it does not
  /// There are users. Where there are none, everybody whom a proxy lets through
  /// would be an administrator.
  bool users = false;
};

/// `request`, whose peer is the connection's, learns what `head` tells: from a
/// trusted proxy who asks, and how; from others only that something is told.
/// The refusal is of a proxy that must be declared, or makes no sense.
std::optional<HttpResponse> read_forwarded(const RequestHead& head, const ProxyRules& rules,
                                           HttpRequest& request);

}  // namespace wst
