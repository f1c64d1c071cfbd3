// Who is let in: the one place that decides on a request's Host and Origin.
//
// Host is checked against DNS rebinding: a name that an attacker can point at
// this machine is refused, a literal address cannot be rebound. Origin is
// checked on the WebSocket, which browsers open across sites without asking.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "web/http.h"

namespace wst {

struct Admission {
  std::vector<std::string> hosts;    ///< further names (--allowed-host), without port
  std::vector<std::string> origins;  ///< further origins (--allowed-origin), scheme://host[:port]

  /// The refusal, which says what to set; nothing if the request may pass.
  [[nodiscard]] std::optional<HttpResponse> refuse_host(const HttpRequest& request) const;
  /// As above; a client that sends no Origin is no browser and may pass.
  [[nodiscard]] std::optional<HttpResponse> refuse_origin(const HttpRequest& request) const;
};

}  // namespace wst
