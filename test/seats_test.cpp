#include "http/seats.h"

#include <vector>

#include "catch.h"

using namespace wst;

namespace {

std::string refusal(Seats& seats, const std::string& address) {
  const auto seat = seats.take(address);
  return seat ? "" : seat.error().message;
}

}  // namespace

TEST_CASE("as many seats are taken as there are, in all and from one address") {
  Seats seats(3, 2);
  std::vector<Seat> taken;
  taken.push_back(seats.take("a").value());
  taken.push_back(seats.take("a").value());
  CHECK(refusal(seats, "a").ends_with("--max-connections-per-address"));
  taken.push_back(seats.take("b").value());
  CHECK(refusal(seats, "a").ends_with("--max-connections"));
  CHECK(refusal(seats, "c").ends_with("--max-connections"));
  CHECK(seats.taken() == 3);
}

TEST_CASE("a seat is given back once, by whoever has it last") {
  Seats seats(2, 1);
  {
    auto first = seats.take("a").value();
    auto second = seats.take("b").value();
    auto moved = std::move(first);
    CHECK(seats.taken() == 2);
    moved = std::move(second);
    second = std::move(moved);
    CHECK(seats.taken() == 2);
  }
  CHECK(seats.taken() == 0);
  CHECK(refusal(seats, "a").empty());
  CHECK(refusal(seats, "b").empty());
}

TEST_CASE("a seat that is moved counts where its client is, and nowhere else") {
  Seats seats(10, 1);
  auto proxied = seats.take("10.0.0.1", false).value();
  const auto other = seats.take("10.0.0.1", false).value();
  CHECK(!proxied.move_to("a"));
  CHECK(!proxied.move_to("a"));
  CHECK(refusal(seats, "a").ends_with("--max-connections-per-address"));
  CHECK(!proxied.move_to("b"));
  CHECK(refusal(seats, "a").empty());
  CHECK(seats.taken() == 2);

  const auto third = seats.take("c").value();
  const auto refused = proxied.move_to("c");
  REQUIRE(refused);
  CHECK(refused->uri == "wstorrent.error.busy");
  CHECK(refused->message.ends_with("--max-connections-per-address"));
  CHECK(refusal(seats, "b").ends_with("--max-connections-per-address"));  // where it was
}

TEST_CASE("who is not limited counts among all the same") {
  Seats seats(2, 1);
  const auto first = seats.take("proxy", false).value();
  const auto second = seats.take("proxy", false).value();
  CHECK(seats.taken() == 2);
  CHECK(refusal(seats, "a").ends_with("--max-connections"));
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
    Seats seats(10, 1);
    const auto taken = seats.take(one).value();
    CHECK(refusal(seats, other).empty() != same);
  }
}
