#include "http/forwarded.h"

#include "catch.h"

using namespace wst;

namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;

const Peer stranger{.address = "203.0.113.1"};
const Peer proxy{.address = "10.0.0.1"};
const Peer socket_peer{.address = "unix", .local = true};

ProxyRules rules(bool users = true) {
  return {TrustedProxies::parse({"10.0.0.0/8"}).value(), "X-User", users};
}

struct Told {
  HttpRequest request;
  std::optional<HttpResponse> refusal;
};

Told read(const Peer& peer, const Headers& headers, const ProxyRules& by = rules()) {
  const RequestHead head{"GET", "/", "HTTP/1.1", headers};
  Told told;
  told.request.peer = peer;
  told.refusal = read_forwarded(head, by, told.request);
  return told;
}

}  // namespace

TEST_CASE("the client is the last that no trusted proxy is, and what stands before is invented") {
  struct Case {
    const char* told;
    const char* address;
  };
  for (const auto& [told, address] :
       {Case{"192.0.2.1", "192.0.2.1"}, Case{"198.51.100.9, 192.0.2.1", "192.0.2.1"},
        Case{"192.0.2.1, 10.0.0.2", "192.0.2.1"}, Case{"nonsense, 192.0.2.1,10.0.0.2", "192.0.2.1"},
        Case{"10.0.0.3, 10.0.0.2", "10.0.0.3"}, Case{"::ffff:192.0.2.1", "192.0.2.1"},
        Case{"2001:DB8::1", "2001:db8::1"}, Case{" , ", "10.0.0.1"}}) {
    INFO(told);
    const auto [request, refusal] = read(proxy, {{"x-forwarded-for", told}});
    CHECK(!refusal);
    CHECK(request.peer.address == address);
    CHECK(request.peer.proxied);
    CHECK(request.forwarded);
  }
  const auto lines = read(proxy, {{"x-forwarded-for", "192.0.2.1"}, {"x-forwarded-for", "::2"}});
  CHECK(lines.request.peer.address == "::2");
}

TEST_CASE("a proxy that tells no address where it should is refused") {
  for (const auto* told : {"unknown", "192.0.2.1:80", "[::1]", "192.0.2.1, nonsense, 10.0.0.2"}) {
    INFO(told);
    const auto [request, refusal] = read(proxy, {{"x-forwarded-for", told}});
    REQUIRE(refusal);
    CHECK(refusal->status == 400);
  }
}

TEST_CASE("whether the line is encrypted a trusted proxy tells, and nobody else") {
  for (const auto& peer : {proxy, socket_peer}) {
    CHECK(read(peer, {{"x-forwarded-proto", "https"}}).request.peer.encrypted);
    CHECK(read(peer, {{"x-forwarded-proto", "HTTPS"}}).request.peer.encrypted);
    for (const auto* other : {"http", "", "https, http", "wss"}) {
      CHECK(!read(peer, {{"x-forwarded-proto", other}}).request.peer.encrypted);
    }
  }
  CHECK(!read(stranger, {{"x-forwarded-proto", "https"}}).request.peer.encrypted);
  Peer encrypted = proxy;
  encrypted.encrypted = true;
  CHECK(read(encrypted, {{"x-forwarded-for", "192.0.2.1"}}).request.peer.encrypted);
  CHECK(!read(encrypted, {{"x-forwarded-proto", "http"}}).request.peer.encrypted);
}

TEST_CASE("a trusted proxy names the user, and nobody else does") {
  const Headers named = {{"x-user", "ada"}};
  CHECK(read(proxy, named).request.proxy_user == "ada");
  CHECK(read(socket_peer, named).request.proxy_user == "ada");
  CHECK(read(stranger, named).request.proxy_user.empty());
  CHECK(read(proxy, {{"x-users", "ada"}, {"x_user", "ada"}}).request.proxy_user.empty());
  ProxyRules unnamed = rules();
  unnamed.user_header.clear();
  CHECK(read(proxy, named, unnamed).request.proxy_user.empty());
  // One of the two is the client's own.
  CHECK(read(proxy, {{"x-user", "ada"}, {"x-user", "eve"}}).request.proxy_user == "ada, eve");
}

TEST_CASE("what a stranger tells of others is not believed, and without users refused") {
  for (const auto* name :
       {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "forwarded"}) {
    INFO(name);
    const Headers headers = {{name, "192.0.2.1"}};
    const auto [request, refusal] = read(stranger, headers);
    CHECK(!refusal);
    CHECK(request.peer.address == stranger.address);
    CHECK(!request.peer.proxied);
    CHECK(request.forwarded);
    const auto refused = read(stranger, headers, rules(false)).refusal;
    REQUIRE(refused);
    CHECK(refused->status == 403);
    CHECK(refused->body->find("--users") != std::string::npos);
    CHECK(refused->body->find("--trusted-proxy 203.0.113.1") != std::string::npos);
    CHECK(!read(socket_peer, {{"x-forwarded-host", "a"}}, rules(false)).refusal);
  }
  CHECK(!read(stranger, {{"x-user", "ada"}}, rules(false)).refusal);
}
