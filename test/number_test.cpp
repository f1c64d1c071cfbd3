#include "base/number.h"

#include <cstdint>
#include <string>

#include "catch.h"

using namespace wst;

TEST_CASE("a whole number is all of its text, and fits") {
  CHECK(whole_number<int>("0") == 0);
  CHECK(whole_number<int>("-12") == -12);
  CHECK(whole_number<int>("007") == 7);
  CHECK(whole_number<std::uint16_t>("65535") == 65535);
  CHECK(whole_number<unsigned>("fF", 16) == 255U);
  for (const char* none : {"", "-", "+1", " 1", "1 ", "1.0", "1e3", "0x1", "12a", "\xC2\xB2"}) {
    INFO(none);
    CHECK_FALSE(whole_number<int>(none));
  }
  CHECK_FALSE(whole_number<unsigned>("-1"));
  CHECK_FALSE(whole_number<std::uint16_t>("65536"));
  CHECK_FALSE(whole_number<std::int64_t>("9223372036854775808"));
  CHECK_FALSE(whole_number<int>(std::string_view("1\0", 2)));
}

TEST_CASE("every number is read as it is written") {
  for (std::int64_t number = -70'000; number <= 70'000; number += 7) {
    REQUIRE(whole_number<std::int64_t>(std::to_string(number)) == number);
  }
}
