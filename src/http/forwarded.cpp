#include "http/forwarded.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/utf8.h"

namespace wst {

namespace {

constexpr std::array<std::string_view, 5> written_by_proxies = {
    "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "x-forwarded-prefix", "forwarded"};

// Each proxy adds behind what it was told: the last that is not one of ours is
// the client, and what stands before it is the client's own invention.
std::string_view client_among(const std::vector<std::string_view>& addresses,
                              const TrustedProxies& trusted) {
  const auto found =
      std::find_if(addresses.rbegin(), addresses.rend(),
                   [&](std::string_view address) { return !trusted.trusts(address); });
  return found == addresses.rend() ? addresses.front() : *found;
}

// It goes into the Path of a cookie.
bool is_mount(std::string_view text) {
  constexpr std::string_view allowed = "/-._~%";
  const auto is_allowed = [&](char c) {
    const bool alphanumeric = (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
    return alphanumeric || allowed.find(c) != std::string_view::npos;
  };
  return text.starts_with('/') && text.size() <= 256 &&
         std::all_of(text.begin(), text.end(), is_allowed);
}

std::optional<HttpResponse> read_mount(const RequestHead& head, HttpRequest& request) {
  std::string prefix = head.header("x-forwarded-prefix");
  if (prefix.empty()) return std::nullopt;
  if (!is_mount(prefix)) {
    return http_invalid(400, "the proxy's X-Forwarded-Prefix is no path: " + excerpt(prefix));
  }
  if (!prefix.ends_with('/')) prefix += '/';
  request.mount = std::move(prefix);
  return std::nullopt;
}

HttpResponse undeclared(const std::string& address) {
  return http_error(403, "wamp.error.not_authorized",
                    "a proxy stands before this server, which has no users: whoever it lets "
                    "through would be an administrator. Start the server with --users FILE; or, "
                    "if that is meant, with --trusted-proxy " +
                        address + " --insecure");
}

}  // namespace

std::optional<HttpResponse> read_forwarded(const RequestHead& head, const ProxyRules& rules,
                                           HttpRequest& request) {
  Peer& peer = request.peer;
  request.forwarded = std::any_of(written_by_proxies.begin(), written_by_proxies.end(),
                                  [&](std::string_view name) { return head.has(name); });
  if (!rules.trusted.trusts(peer)) {
    if (!request.forwarded || rules.users) return std::nullopt;
    return undeclared(peer.address);
  }
  if (!rules.user_header.empty()) request.proxy_user = head.header(lower_case(rules.user_header));
  if (!request.forwarded) return std::nullopt;
  peer.proxied = true;
  if (head.has("x-forwarded-proto")) {
    peer.encrypted = lower_case(head.header("x-forwarded-proto")) == "https";
  }
  if (auto refusal = read_mount(head, request)) return refusal;
  const std::string told = head.header("x-forwarded-for");
  const auto addresses = list_items(told);
  if (addresses.empty()) return std::nullopt;
  const auto client = client_among(addresses, rules.trusted);
  peer.address = plain_address(client);
  if (!peer.address.empty()) return std::nullopt;
  return http_invalid(400, "the proxy's X-Forwarded-For holds no address: " + excerpt(client));
}

}  // namespace wst
