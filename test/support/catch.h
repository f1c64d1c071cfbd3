// Catch2 is v2 on Debian 12 and v3 from Debian 13 on: what differs is here.
#pragma once

#include <string>
#include <string_view>

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#define WST_CONTAINS Catch::Matchers::ContainsSubstring
#else
#include <catch2/catch.hpp>
#define WST_CONTAINS Catch::Contains
#endif

namespace wst::test {

/// For CHECK_THAT: a text with `part` in it.
inline auto contains(std::string_view part) { return WST_CONTAINS(std::string(part)); }

}  // namespace wst::test

#undef WST_CONTAINS
