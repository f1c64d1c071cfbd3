#include "http/forwarded.h"

#include "catch.h"

using namespace wst;

namespace {

bool trusts(const std::string& entry, const std::string& address) {
  const auto proxies = TrustedProxies::parse({entry});
  REQUIRE(proxies);
  return proxies->trusts(Peer{.address = address});
}

}  // namespace

TEST_CASE("a proxy is trusted whose address is listed, or lies in a network that is") {
  struct Case {
    const char* entry;
    const char* address;
    bool trusted;
  };
  for (const auto& [entry, address, trusted] : {Case{"10.0.0.1", "10.0.0.1", true},
                                                Case{"10.0.0.1", "10.0.0.2", false},
                                                Case{"10.0.0.1", "::ffff:10.0.0.1", true},
                                                Case{"::ffff:10.0.0.1", "10.0.0.1", true},
                                                Case{"10.0.0.0/8", "10.255.255.255", true},
                                                Case{"10.0.0.0/8", "11.0.0.0", false},
                                                Case{"10.0.0.0/9", "10.127.0.1", true},
                                                Case{"10.0.0.0/9", "10.128.0.1", false},
                                                Case{"10.0.0.4/31", "10.0.0.5", true},
                                                Case{"10.0.0.4/31", "10.0.0.6", false},
                                                Case{"10.0.0.4/32", "10.0.0.4", true},
                                                Case{"0.0.0.0/0", "8.8.8.8", true},
                                                Case{"0.0.0.0/0", "2001:db8::1", false},
                                                Case{"::/0", "2001:db8::1", true},
                                                Case{"::/0", "8.8.8.8", false},
                                                Case{"2001:db8::/33", "2001:db8:7fff::1", true},
                                                Case{"2001:db8::/33", "2001:db8:8000::1", false},
                                                Case{"::1", "::1", true},
                                                Case{"::1", "127.0.0.1", false},
                                                Case{"fe80::1", "fe80::1%eth0", true},
                                                Case{"10.0.0.1", "", false},
                                                Case{"10.0.0.1", "unix", false},
                                                Case{"10.0.0.1", "10.0.0.1 ", false},
                                                Case{"10.0.0.1", "010.0.0.1", false}}) {
    INFO(entry << " and " << address);
    CHECK(trusts(entry, address) == trusted);
  }
}

TEST_CASE("who comes over a unix socket is trusted, nobody else without being listed") {
  CHECK(TrustedProxies().trusts(Peer{.address = "unix", .local = true}));
  CHECK(!TrustedProxies().trusts(Peer{.address = "127.0.0.1"}));
  const auto both = TrustedProxies::parse({"10.0.0.1", "::1"}).value();
  CHECK(both.trusts("10.0.0.1"));
  CHECK(both.trusts("::1"));
}

TEST_CASE("an entry that is neither an address nor a network is told in words") {
  for (const std::string entry :
       {"", "localhost", "10.0.0", "10.0.0.1.2", "10.0.0.1/33", "10.0.0.0/", "10.0.0.0/-1",
        "10.0.0.0/8x", "10.0.0.0/+8", "10.0.0.1/8", "::1/129", "::1/64", "10.0.0.1:80", "[::1]",
        "fe80::1%eth0", "/8", "10.0.0.0/8/8", " 10.0.0.1", "*"}) {
    INFO(entry);
    const auto proxies = TrustedProxies::parse({"10.0.0.1", entry});
    REQUIRE(!proxies);
    CHECK(proxies.error().message.starts_with("--trusted-proxy " + entry + ": "));
  }
}

TEST_CASE("an address has one form") {
  CHECK(plain_address("::ffff:10.0.0.1") == "10.0.0.1");
  CHECK(plain_address("2001:DB8:0:0::1") == "2001:db8::1");
  for (const auto* none : {"", "unknown", "10.0.0.1:80", "[::1]", "_hidden", "10.0.0.1, ::1"}) {
    CHECK(plain_address(none).empty());
  }
}
