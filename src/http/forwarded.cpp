#include "http/forwarded.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/ascii.h"
#include "base/number.h"
#include "base/utf8.h"

namespace wst {

namespace {

using Bytes = std::array<std::uint8_t, 16>;

constexpr unsigned all_bits = 128;
constexpr unsigned mapped_bits = 96;  // before an IPv4 address

bool is_ipv4(const Bytes& bytes) {
  constexpr Bytes mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  return std::equal(bytes.begin(), bytes.begin() + mapped_bits / 8, mapped.begin());
}

// What stands behind a % names an interface of this machine.
std::optional<Bytes> read_address(std::string_view text) {
  const std::string address(text.substr(0, text.find('%')));
  Bytes bytes{};
  if (inet_pton(AF_INET6, address.c_str(), bytes.data()) == 1) return bytes;
  bytes[10] = bytes[11] = 0xff;
  if (inet_pton(AF_INET, address.c_str(), bytes.data() + mapped_bits / 8) == 1) return bytes;
  return std::nullopt;
}

std::optional<unsigned> read_length(std::string_view text, unsigned most) {
  const auto length = whole_number<unsigned>(text);
  return length && *length <= most ? length : std::nullopt;
}

bool same_bits(const Bytes& one, const Bytes& other, unsigned bits) {
  const std::size_t whole = bits / 8;
  if (!std::equal(one.begin(), one.begin() + whole, other.begin())) return false;
  if (bits % 8 == 0) return true;
  return ((one[whole] ^ other[whole]) >> (8 - bits % 8)) == 0;
}

bool has_bits_behind(const Bytes& bytes, unsigned bits) {
  const std::size_t whole = bits / 8;
  const bool partly = bits % 8 != 0 && (bytes[whole] & (0xff >> (bits % 8))) != 0;
  const std::size_t rest = whole + (bits % 8 == 0 ? 0 : 1);
  return partly || std::any_of(bytes.begin() + static_cast<std::ptrdiff_t>(rest), bytes.end(),
                               [](std::uint8_t byte) { return byte != 0; });
}

Error no_entry(const std::string& entry, const std::string& why) {
  return {"--trusted-proxy " + entry + ": " + why};
}

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

// An IPv6 network, however large, holds no IPv4 address.
bool TrustedProxies::Network::contains(const Network& other) const {
  return is_ipv4(bytes) == is_ipv4(other.bytes) && same_bits(bytes, other.bytes, bits);
}

Result<TrustedProxies::Network> TrustedProxies::read(const std::string& entry) {
  const auto slash = entry.find('/');
  const auto bytes = read_address(entry.substr(0, slash));
  if (!bytes || entry.find('%') != std::string::npos) {
    return no_entry(entry, "is neither an address nor a network such as 10.0.0.0/8");
  }
  if (slash == std::string::npos) return Network{*bytes, all_bits};
  const unsigned before = is_ipv4(*bytes) ? mapped_bits : 0;
  const auto length = read_length(std::string_view(entry).substr(slash + 1), all_bits - before);
  if (!length) {
    return no_entry(entry, "behind the slash there must be a number of bits up to " +
                               std::to_string(all_bits - before));
  }
  if (has_bits_behind(*bytes, before + *length)) {
    return no_entry(entry,
                    "the address has bits beyond those of the network; name one proxy "
                    "without the slash, or a network by its first address");
  }
  return Network{*bytes, before + *length};
}

Result<TrustedProxies> TrustedProxies::parse(const std::vector<std::string>& entries) {
  TrustedProxies proxies;
  for (const auto& entry : entries) {
    auto network = read(entry);
    if (!network) return network.error();
    proxies.networks_.push_back(network.value());
  }
  return proxies;
}

bool TrustedProxies::trusts(const Peer& peer) const { return peer.local || trusts(peer.address); }

bool TrustedProxies::trusts(std::string_view address) const {
  const auto bytes = read_address(address);
  return bytes && std::any_of(networks_.begin(), networks_.end(), [&](const Network& network) {
           return network.contains({*bytes, all_bits});
         });
}

std::string plain_address(std::string_view address) {
  const auto bytes = read_address(address);
  if (!bytes) return "";
  std::array<char, INET6_ADDRSTRLEN> text{};
  const bool short_form = is_ipv4(*bytes);
  inet_ntop(short_form ? AF_INET : AF_INET6, bytes->data() + (short_form ? mapped_bits / 8 : 0),
            text.data(), text.size());
  return text.data();
}

std::optional<HttpResponse> read_forwarded(const RequestHead& head, const ProxyRules& rules,
                                           HttpRequest& request) {
  Peer& peer = request.peer;
  request.forwarded = std::any_of(written_by_proxies.begin(), written_by_proxies.end(),
                                  [&](std::string_view name) { return head.has(name); });
  if (!rules.trusted.trusts(peer)) {
    if (!request.forwarded || rules.users || peer.proxied) return std::nullopt;
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
