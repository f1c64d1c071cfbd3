#include "base/clock.h"

#include "catch.h"

using namespace wst;

TEST_CASE(
    "the calm clock goes on steadily, whatever is set, and its moments are told as the wall has "
    "them") {
  double steady = 50;
  double wall = 1'000'000;
  const CalmClock clock([&] { return steady; }, [&] { return wall; });
  CHECK(clock.now() == 1'000'000);
  const auto pass = [&](double seconds) {
    steady += seconds;
    wall += seconds;
  };
  pass(10);
  const double moment = clock.now();
  CHECK(clock.on_the_wall(moment) == 1'000'010);
  for (const double set : {-86'400.0, 2 * 86'400.0}) {
    wall += set;
    pass(5);
    CHECK(clock.now() > moment);
    CHECK(clock.on_the_wall(clock.now()) == wall);
    CHECK(clock.on_the_wall(clock.now()) - clock.on_the_wall(moment) == clock.now() - moment);
  }
  CHECK(clock.now() - moment == 10);
  wall += 0.3;  // as clocks that are kept in step differ
  CHECK(clock.on_the_wall(moment) == 1'000'010 + 86'400);
}

TEST_CASE("the clock of the process has the time of the day") {
  CHECK(calm_clock().now() > 1'700'000'000);
  const double before = steady_now();
  CHECK(before <= steady_now());
}
