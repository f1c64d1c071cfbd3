#include "auth/throttle.h"

#include <algorithm>
#include <string>

#include "catch.h"

using namespace wst;

namespace {

constexpr const char* attacker = "203.0.113.9";
constexpr const char* honest = "198.51.100.7";

void fail(Throttle& throttle, int times, const std::string& user, const std::string& address,
          double now) {
  for (int i = 0; i < times; ++i) throttle.failed(user, address, now);
}

}  // namespace

TEST_CASE("five failures are free; then each doubles the wait up to a quarter of an hour") {
  Throttle throttle;
  double expected = 1;
  for (int failures = 1; failures <= 30; ++failures) {
    throttle.failed("ada", attacker, 0);
    INFO(failures);
    CHECK(throttle.wait(attacker, 0) == (failures < 5 ? 0 : std::min(expected, 900.0)));
    if (failures >= 5) expected *= 2;
  }
  CHECK(throttle.wait(attacker, 899) == 1);
  CHECK(throttle.wait(attacker, 900) == 0);
  CHECK(throttle.wait(honest, 0) == 0);
}

TEST_CASE("an hour without a failure is forgiveness") {
  Throttle throttle;
  fail(throttle, 20, "ada", attacker, 0);
  throttle.failed("ada", attacker, 3601);
  CHECK(throttle.wait(attacker, 3601) == 0);
  CHECK(throttle.hold_back("ada", honest, 3601) == 0);
}

TEST_CASE("who has one address of an IPv6 network has them all; IPv4 addresses count alone") {
  Throttle throttle;
  for (int i = 0; i < 10; ++i) throttle.failed("ada", "2001:db8:1:2::" + std::to_string(i), 0);
  CHECK(throttle.wait("2001:db8:1:2:ffff::1", 0) > 0);
  CHECK(throttle.wait("2001:db8:1:3::1", 0) == 0);
  for (int i = 0; i < 10; ++i) throttle.failed("ada", "192.0.2." + std::to_string(i), 0);
  CHECK(throttle.wait("192.0.2.1", 0) == 0);
}

TEST_CASE(
    "who knows a name cannot lock its owner out: elsewhere the answer comes, a little later") {
  Throttle throttle;
  for (int i = 0; i < 100'000; ++i) {
    throttle.failed("ada", "10." + std::to_string(i % 200) + ".1.1", 0);
  }
  CHECK(throttle.wait(honest, 0) == 0);
  CHECK(throttle.hold_back("ada", honest, 0) > 0);
  CHECK(throttle.hold_back("ada", honest, 0) <= 3);
  throttle.succeeded("ada", honest, 0);
  CHECK(throttle.hold_back("ada", honest, 86400 * 29) == 0);
  fail(throttle, 100, "ada", attacker, 86400 * 29);
  CHECK(throttle.hold_back("ada", honest, 86400 * 29) == 0);
  fail(throttle, 100, "ada", attacker, 86400 * 31);
  CHECK(throttle.hold_back("ada", honest, 86400 * 31) > 0);
}

TEST_CASE(
    "answers for a name are held back longer and longer, whether there is such a user or not") {
  Throttle throttle;
  double before = 0;
  for (int failures = 1; failures <= 20; ++failures) {
    throttle.failed("anybody", "192.0.2." + std::to_string(failures), 0);
    const double held = throttle.hold_back("anybody", honest, 0);
    INFO(failures);
    CHECK((held > 0) == (failures >= 10));
    CHECK(held >= before);
    before = held;
  }
  CHECK(before == 3);
  CHECK(throttle.hold_back("somebody", honest, 0) == 0);
}

TEST_CASE("a password that was right does not make the guesses before it undone") {
  Throttle throttle;
  fail(throttle, 6, "ada", attacker, 0);
  throttle.succeeded("victor", attacker, 0);
  CHECK(throttle.wait(attacker, 0) > 0);
}

TEST_CASE("any number of addresses and names keeps it no busier; the worst are remembered") {
  Throttle throttle;
  fail(throttle, 50, "ada", attacker, 0);
  for (int i = 0; i < 20'000; ++i) {
    throttle.failed("name" + std::to_string(i),
                    "10." + std::to_string(i >> 16) + "." + std::to_string((i >> 8) & 255) + "." +
                        std::to_string(i & 255),
                    1);
  }
  CHECK(throttle.wait(attacker, 1) > 0);
  CHECK(throttle.hold_back("ada", honest, 1) > 0);
}

TEST_CASE("a clock that goes back makes nobody wait longer than the longest wait") {
  Throttle throttle;
  fail(throttle, 30, "ada", attacker, 1'000'000);
  CHECK(throttle.wait(attacker, 0) <= 900);
}

TEST_CASE("an IPv4 address is the same in IPv6's clothes, and a link's name does not matter") {
  Throttle throttle;
  fail(throttle, 5, "ada", "::ffff:192.0.2.1", 0);
  CHECK(throttle.wait("192.0.2.1", 0) > 0);
  CHECK(throttle.wait("::ffff:192.0.2.2", 0) == 0);
  fail(throttle, 5, "ada", "fe80::1%eth0", 0);
  CHECK(throttle.wait("fe80::2", 0) > 0);
}

TEST_CASE("no more than 4096 addresses are remembered") {
  Throttle throttle;
  const auto address = [](int i) {
    return "10.0." + std::to_string(i / 250) + "." + std::to_string(i % 250);
  };
  constexpr int all = 4096 + 300;
  for (int i = 0; i < all; ++i) fail(throttle, 5, "ada", address(i), i * 1e-6);
  int waiting = 0;
  for (int i = 0; i < all; ++i) waiting += throttle.wait(address(i), 0.01) > 0 ? 1 : 0;
  CHECK(waiting == 4096);
  CHECK(throttle.wait(address(0), 0.01) == 0);
}
