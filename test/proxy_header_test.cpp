#include "http/proxy_header.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "catch.h"

using namespace wst;
using namespace std::string_view_literals;

namespace {

using State = ProxyHeader::State;

constexpr auto signature = "\r\n\r\n\0\r\nQUIT\n"sv;

/// A number of two bytes, the greater first.
std::string two(std::size_t number) {
  return {static_cast<char>(number >> 8), static_cast<char>(number & 0xff)};
}

std::string header(char command, char family, const std::string& body) {
  return std::string(signature) + command + family + two(body.size()) + body;
}

std::string tlv(char type, const std::string& value) { return type + two(value.size()) + value; }

// From 192.0.2.7:1000 to 127.0.0.1:443.
const std::string ipv4{"\xc0\x00\x02\x07\x7f\x00\x00\x01\x03\xe8\x01\xbb", 12};
// From 2001:db8::7 to ::1, the same ports.
const std::string ipv6{
    "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x07"
    "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x03\xe8\x01\xbb",
    36};
const std::string mapped{
    "\0\0\0\0\0\0\0\0\0\0\xff\xff\xc0\x00\x02\x07"
    "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x03\xe8\x01\xbb",
    36};

// What HAProxy's send-proxy-v2-ssl tells of a client that speaks TLS: the flags, a verification
// that nobody made, and the version.
const std::string over_tls = tlv('\x20', std::string("\x01\0\0\0\0", 5) + tlv('\x21', "TLSv1.3"));
const std::string not_over_tls = tlv('\x20', std::string(5, '\0'));

constexpr char proxied = '\x21';
constexpr char local = '\x20';

}  // namespace

TEST_CASE("a whole header tells the client and whether it came encrypted") {
  struct Case {
    std::string bytes;
    std::string address;
    bool encrypted;
  };
  for (const auto& [bytes, address, encrypted] : {
           Case{header(proxied, '\x11', ipv4), "192.0.2.7", false},
           Case{header(proxied, '\x21', ipv6), "2001:db8::7", false},
           Case{header(proxied, '\x21', mapped), "192.0.2.7", false},
           Case{header(proxied, '\x11', ipv4 + over_tls), "192.0.2.7", true},
           Case{header(proxied, '\x11', ipv4 + tlv('\x02', "box.example") + over_tls), "192.0.2.7",
                true},
           Case{header(proxied, '\x11', ipv4 + not_over_tls), "192.0.2.7", false},
           Case{header(proxied, '\x11', ipv4 + tlv('\x04', "")), "192.0.2.7", false},
           // The proxy for itself, or for whom it cannot name.
           Case{header(local, '\x00', ""), "", false},
           Case{header(local, '\x11', ipv4), "", false},
           Case{header(proxied, '\x00', ""), "", false},
           Case{header(proxied, '\x00', "whatever"), "", false},
           Case{header(proxied, '\x31', std::string(216, 'p')), "", false},
       }) {
    const auto read = read_proxy_header(bytes + "GET / HTTP/1.1\r\n");
    CHECK(read.state == State::complete);
    CHECK(read.size == bytes.size());
    CHECK(read.address == address);
    CHECK(read.encrypted == encrypted);
  }
}

TEST_CASE("every beginning of a header waits for the rest") {
  const auto whole = header(proxied, '\x11', ipv4 + over_tls);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    INFO(size);
    CHECK(read_proxy_header(whole.substr(0, size)).state == State::incomplete);
  }
}

TEST_CASE("what begins otherwise has no header") {
  for (const auto bytes : {"GET / HTTP/1.1\r\n"sv, "\x16\x03\x01\x02"sv, "\r\n\r\nGET /"sv,
                           "\r\n\r\n\0\r\nQUIT\r"sv, "\n"sv, "\0"sv, "PROXY TCP4 1.2.3.4"sv}) {
    CHECK(read_proxy_header(bytes).state == State::absent);
  }
}

TEST_CASE("a header that makes no sense is told from one that is not there yet") {
  for (const auto& bytes : {
           header('\x11', '\x11', ipv4),             // version 1
           header('\x22', '\x11', ipv4),             // no such command
           header(proxied, '\x12', ipv4),            // UDP
           header(proxied, '\x41', ipv4),            // no such family
           header(proxied, '\x11', ipv4.substr(1)),  // too short
           header(proxied, '\x21', ipv4),            // likewise
           header(proxied, '\x11', ipv4 + "\x20"),   // a TLV without a length
           header(proxied, '\x11', ipv4 + std::string("\x20\x00\x05", 3)),  // or without its end
           std::string(signature) + proxied + '\x11' + "\xff\xff",          // longer than any
       }) {
    CHECK(read_proxy_header(bytes).state == State::malformed);
  }
}

TEST_CASE("a head that is no request but a proxy's is known, to be told so") {
  CHECK(looks_like_proxy_header(header(proxied, '\x11', ipv4) + "GET / HTTP/1.1\r\n\r\n"));
  CHECK_FALSE(looks_like_proxy_header("\r\n\r\nGET / HTTP/1.1\r\n\r\n"));
  CHECK(
      looks_like_proxy_header("PROXY TCP4 192.0.2.7 127.0.0.1 1000 443\r\nGET / HTTP/1.1\r\n\r\n"));
  CHECK_FALSE(looks_like_proxy_header("GET / HTTP/1.1\r\n\r\n"));
  CHECK_FALSE(looks_like_proxy_header("PROXYING / HTTP/1.1\r\n\r\n"));
}
