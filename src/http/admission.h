// Who is let in: the one place that decides on a request's Host, Origin, path
// and subprotocols, for the gate and for what comes later on a connection.
//
// Host is checked against DNS rebinding: a name that an attacker can point at
// this machine is refused, a literal address cannot be rebound. Origin is
// checked where browsers reach across sites without asking: on the WebSocket
// and on POST. What proxies tell goes by ProxyRules.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "http/forwarded.h"
#include "http/http.h"

namespace wst {

struct Admission {
  std::vector<std::string> hosts;    ///< further names (--allowed-host), without port
  std::vector<std::string> origins;  ///< further origins (--allowed-origin), scheme://host[:port]
  bool test_echo = false;            ///< a WebSocket at /echo, for conformance suites
  ProxyRules proxies = {};

  /// All that applies to `request`. The refusal says what to set or to do;
  /// nothing if the request may pass.
  [[nodiscard]] std::optional<HttpResponse> refuse(const HttpRequest& request) const;

  [[nodiscard]] std::optional<HttpResponse> refuse_host(const HttpRequest& request) const;
  /// A client that sends no Origin is no browser and may pass.
  [[nodiscard]] std::optional<HttpResponse> refuse_origin(const HttpRequest& request) const;
  /// Any site can make a browser send a form, and an old one does not say whose
  /// form it is.
  [[nodiscard]] std::optional<HttpResponse> refuse_form(const HttpRequest& request) const;
  [[nodiscard]] std::optional<HttpResponse> refuse_upgrade(const HttpRequest& request) const;
};

/// Where the WebSocket of Admission::test_echo is.
constexpr std::string_view echo_path = "/echo";

/// The WebSocket subprotocols that are spoken.
constexpr std::array<const char*, 3> spoken_subprotocols = {"wamp.2.json", "wamp", "json"};
constexpr std::size_t max_offered_bytes = 1024;

/// The first of `offered`, a list parted by commas, that is spoken; empty if
/// nothing is offered. The error is the refusal in words.
Result<std::string> choose_subprotocol(std::string_view offered);

}  // namespace wst
