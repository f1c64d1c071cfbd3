#include "http/connection_quota.h"

#include <vector>

#include "catch.h"

using namespace wst;

namespace {

std::string refusal(ConnectionQuota& quota, const std::string& address) {
  const auto slot = quota.take(address);
  return slot ? "" : slot.error().message;
}

}  // namespace

TEST_CASE("as many slots are taken as there are, in all and from one address") {
  ConnectionQuota quota(3, 2);
  std::vector<QuotaSlot> taken;
  taken.push_back(quota.take("a").value());
  taken.push_back(quota.take("a").value());
  CHECK(refusal(quota, "a").ends_with("--max-connections-per-address"));
  taken.push_back(quota.take("b").value());
  CHECK(refusal(quota, "a").ends_with("--max-connections"));
  CHECK(refusal(quota, "c").ends_with("--max-connections"));
  CHECK(quota.taken() == 3);
}

TEST_CASE("a slot is given back once, by whoever has it last") {
  ConnectionQuota quota(2, 1);
  {
    auto first = quota.take("a").value();
    auto second = quota.take("b").value();
    auto moved = std::move(first);
    CHECK(quota.taken() == 2);
    moved = std::move(second);
    second = std::move(moved);
    CHECK(quota.taken() == 2);
  }
  CHECK(quota.taken() == 0);
  CHECK(refusal(quota, "a").empty());
  CHECK(refusal(quota, "b").empty());
}

TEST_CASE("a slot that is moved counts where its client is, and nowhere else") {
  ConnectionQuota quota(10, 1);
  auto proxied = quota.take("10.0.0.1", false).value();
  const auto other = quota.take("10.0.0.1", false).value();
  CHECK(!proxied.move_to("a"));
  CHECK(!proxied.move_to("a"));
  CHECK(refusal(quota, "a").ends_with("--max-connections-per-address"));
  CHECK(!proxied.move_to("b"));
  CHECK(refusal(quota, "a").empty());
  CHECK(quota.taken() == 2);

  const auto third = quota.take("c").value();
  const auto refused = proxied.move_to("c");
  REQUIRE(refused);
  CHECK(refused->uri == "wstorrent.error.busy");
  CHECK(refused->message.ends_with("--max-connections-per-address"));
  CHECK(refusal(quota, "b").ends_with("--max-connections-per-address"));  // where it was
}

TEST_CASE("who is not limited counts among all the same") {
  ConnectionQuota quota(2, 1);
  const auto first = quota.take("proxy", false).value();
  const auto second = quota.take("proxy", false).value();
  CHECK(quota.taken() == 2);
  CHECK(refusal(quota, "a").ends_with("--max-connections"));
}

TEST_CASE("the addresses of one IPv6 network are one client's, and IPv4 is IPv4 in any form") {
  struct Case {
    const char *one, *other;
    bool same;
  };
  for (const auto& [one, other, same] :
       {Case{"2001:db8::1", "2001:db8::ffff:1", true},
        Case{"2001:db8::1", "2001:db8:0:1::1", false}, Case{"fe80::1%eth0", "fe80::2", true},
        Case{"::ffff:10.0.0.1", "10.0.0.1", true},
        Case{"::ffff:10.0.0.1", "::ffff:10.0.0.2", false}, Case{"10.0.0.1", "10.0.0.2", false},
        Case{"::1", "127.0.0.1", false}, Case{"unix", "::", false}}) {
    INFO(one << " and " << other);
    ConnectionQuota quota(10, 1);
    const auto taken = quota.take(one).value();
    CHECK(refusal(quota, other).empty() != same);
  }
}
