#include "http/proxy_header.h"

#include <arpa/inet.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>

#include "http/forwarded.h"

namespace wst {

namespace {

using State = ProxyHeader::State;
using namespace std::string_view_literals;

constexpr auto signature = "\r\n\r\n\0\r\nQUIT\n"sv;
constexpr std::size_t fixed_bytes = 16;  // signature, version and command, family, length

constexpr unsigned version_2 = 0x20;
constexpr unsigned local = version_2 | 0;  // the proxy's own connection, such as a health check
constexpr unsigned proxied = version_2 | 1;

constexpr unsigned unspecified = 0x00;
constexpr unsigned tcp_over_ipv4 = 0x11;
constexpr unsigned tcp_over_ipv6 = 0x21;
constexpr unsigned unix_stream = 0x31;

constexpr unsigned ssl_tlv = 0x20;
constexpr unsigned client_ssl = 0x01;

unsigned byte_at(std::string_view bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}

std::size_t length_at(std::string_view bytes, std::size_t at) {
  return byte_at(bytes, at) << 8 | byte_at(bytes, at + 1);
}

/// Of both ends, with their ports.
std::size_t address_bytes(unsigned family) {
  if (family == tcp_over_ipv4) return 12;
  if (family == tcp_over_ipv6) return 36;
  return family == unix_stream ? 216 : 0;
}

std::string source_of(unsigned family, std::string_view addresses) {
  if (family != tcp_over_ipv4 && family != tcp_over_ipv6) return {};
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(family == tcp_over_ipv4 ? AF_INET : AF_INET6, addresses.data(), text.data(),
            text.size());
  return plain_address(text.data());
}

/// Reads the TLVs behind the addresses; false if one reaches beyond their end.
bool read_tlvs(std::string_view rest, ProxyHeader& header) {
  constexpr std::size_t head = 3;  // type and length
  while (!rest.empty()) {
    if (rest.size() < head || rest.size() < head + length_at(rest, 1)) return false;
    const auto value = rest.substr(head, length_at(rest, 1));
    if (byte_at(rest, 0) == ssl_tlv && !value.empty()) {
      header.encrypted = (byte_at(value, 0) & client_ssl) != 0;
    }
    rest.remove_prefix(head + value.size());
  }
  return true;
}

ProxyHeader read_body(unsigned command, unsigned family, std::string_view body) {
  ProxyHeader header{State::complete, fixed_bytes + body.size()};
  if (command == local) return header;
  const bool known = family == unspecified || address_bytes(family) > 0;
  if (command != proxied || !known || body.size() < address_bytes(family))
    return {State::malformed};
  if (family == unspecified) return header;
  header.address = source_of(family, body);
  return read_tlvs(body.substr(address_bytes(family)), header) ? header
                                                               : ProxyHeader{State::malformed};
}

}  // namespace

ProxyHeader read_proxy_header(std::string_view bytes) {
  const auto begins = bytes.substr(0, signature.size());
  if (!signature.starts_with(begins)) return {};
  if (bytes.size() < fixed_bytes) return {State::incomplete};
  const std::size_t size = fixed_bytes + length_at(bytes, 14);
  if (size > most_proxy_header_bytes) return {State::malformed};
  if (bytes.size() < size) return {State::incomplete};
  return read_body(byte_at(bytes, 12), byte_at(bytes, 13),
                   bytes.substr(fixed_bytes, size - fixed_bytes));
}

bool looks_like_proxy_header(std::string_view head) {
  return head.starts_with(signature) || head.starts_with("PROXY ");
}

}  // namespace wst
