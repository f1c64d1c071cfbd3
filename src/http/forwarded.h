// What proxies tell of those for whom they ask, and who is believed: the list of --trusted-proxy.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "http/http.h"
#include "http/peer.h"
#include "http/request_head.h"

namespace wst {

class TrustedProxies {
 public:
  /// Unix sockets alone: their files say who may open them.
  TrustedProxies() = default;
  /// Addresses and networks, "10.0.0.0/8", of IPv4 and IPv6. The error names
  /// the entry that is none.
  static Result<TrustedProxies> parse(const std::vector<std::string>& entries);

  [[nodiscard]] bool trusts(const Peer& peer) const;
  /// Of a TCP peer, or as some proxy wrote it.
  [[nodiscard]] bool trusts(std::string_view address) const;

 private:
  struct Network {
    std::array<std::uint8_t, 16> bytes{};  // IPv4 as IPv6 maps it
    unsigned bits = 0;
    [[nodiscard]] bool contains(const Network& other) const;
  };
  static Result<Network> read(const std::string& entry);

  std::vector<Network> networks_;
};

/// As text in its one form, an IPv4 one that IPv6 maps as IPv4; empty if
/// `address` is none.
std::string plain_address(std::string_view address);

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
