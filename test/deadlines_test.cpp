#include "http/deadlines.h"

#include <vector>

#include "catch.h"
#include "loop.h"

using namespace wst;
using namespace wst::test;

namespace {

struct Told {
  std::vector<std::uint64_t> ids;
  Deadlines deadlines{ev::default_loop(), [this](std::uint64_t id) { ids.push_back(id); }};
};

}  // namespace

TEST_CASE("deadlines are told in the order they are due, each once") {
  Told told;
  told.deadlines.set(1, 0.03);
  told.deadlines.set(2, 0.01);
  told.deadlines.set(3, 0.02);
  run_until([&] { return told.ids.size() == 3; });
  CHECK(told.ids == std::vector<std::uint64_t>{2, 3, 1});
  CHECK(loop_is_idle());
}

TEST_CASE("a deadline that is cleared or put off is not told") {
  Told told;
  told.deadlines.set(1, 0.01);
  told.deadlines.set(2, 0.01);
  told.deadlines.set(3, 0.02);
  told.deadlines.clear(1);
  told.deadlines.clear(7);
  told.deadlines.set(2, 1000);
  run_until([&] { return !told.ids.empty(); });
  CHECK(told.ids == std::vector<std::uint64_t>{3});
  told.deadlines.clear(2);
  CHECK(loop_is_idle());
}

TEST_CASE("without deadlines the loop has nothing to wait for") {
  Told told;
  CHECK(loop_is_idle());
  told.deadlines.set(1, 1000);
  told.deadlines.clear(1);
  CHECK(loop_is_idle());
}

TEST_CASE("who is told may set a deadline anew") {
  int rounds = 0;
  Deadlines* known = nullptr;
  Deadlines deadlines(ev::default_loop(), [&](std::uint64_t id) {
    if (++rounds < 3) known->set(id, 0.001);
  });
  known = &deadlines;
  deadlines.set(1, 0.001);
  run_until([&] { return rounds == 3; });
  CHECK(loop_is_idle());
}
