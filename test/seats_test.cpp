#include "web/seats.h"

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
