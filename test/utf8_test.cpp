#include "base/utf8.h"

#include <string>
#include <utility>
#include <vector>

#include "catch.h"

using wst::utf8_repair;
using wst::utf8_valid;

namespace {

const std::string broken = "\xEF\xBF\xBD";

std::string encoded(unsigned code) {
  auto byte = [](unsigned value) { return static_cast<char>(value); };
  auto tail = [&](unsigned shift) { return byte(0x80 | ((code >> shift) & 0x3F)); };
  if (code < 0x80) return {byte(code)};
  if (code < 0x800) return {byte(0xC0 | (code >> 6)), tail(0)};
  if (code < 0x10000) return {byte(0xE0 | (code >> 12)), tail(6), tail(0)};
  return {byte(0xF0 | (code >> 18)), tail(12), tail(6), tail(0)};
}

}  // namespace

TEST_CASE("every code point but the surrogates is valid and left alone") {
  std::size_t wrong = 0;
  for (unsigned code = 0; code <= 0x10FFFF + 0x100; ++code) {
    bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    bool expected = !surrogate && code <= 0x10FFFF;
    std::string text = encoded(code);
    if (utf8_valid(text) != expected || (utf8_repair(text) == text) != expected) ++wrong;
  }
  CHECK(wrong == 0);
}

TEST_CASE("each maximal invalid subpart becomes one replacement character") {
  const std::vector<std::pair<std::string, std::string>> table = {
      {"", ""},
      {"plain text, longer than a word", "plain text, longer than a word"},
      {"a\x80z", "a" + broken + "z"},
      {"\xFF\xFE", broken + broken},
      {"\xC0\xAF", broken + broken},                            // overlong
      {"\xE0\x80\xAF", broken + broken + broken},               // overlong
      {"\xED\xA0\x80", broken + broken + broken},               // surrogate
      {"\xF4\x90\x80\x80", broken + broken + broken + broken},  // beyond the last
      {"\xE2\x82", broken},                                     // cut off
      {"\xF0\x9F\x8E", broken},
      {"\xF0\x9F\x8Ez", broken + "z"},
      {"\xE2\x82\xE2\x82\xAC", broken + "\xE2\x82\xAC"},
      {"12345678\xE9", "12345678" + broken},
  };
  for (const auto& [text, repaired] : table) {
    CHECK(utf8_repair(text) == repaired);
    CHECK(utf8_valid(text) == (text == repaired));
  }
}

TEST_CASE("what is repaired is valid, for all texts of two bytes and tails of a third") {
  std::size_t wrong = 0;
  for (unsigned first = 0; first < 256; ++first) {
    for (unsigned second = 0; second < 256; ++second) {
      for (char third : {'a', '\x80', '\xBF', '\xF0'}) {
        std::string text = {static_cast<char>(first), static_cast<char>(second), third};
        std::string repaired = utf8_repair(text);
        if (!utf8_valid(repaired) || utf8_valid(text) != (text == repaired)) ++wrong;
      }
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("a beginning is as long as may be and cuts no character") {
  const std::string text = "aé€🎬z";  // 1, 2, 3, 4 and 1 bytes
  std::size_t before = 0;
  for (std::size_t most = 0; most <= text.size() + 1; ++most) {
    const auto beginning = wst::utf8_prefix(text, most);
    INFO(most);
    CHECK(beginning.size() <= most);
    CHECK(beginning.size() >= before);
    CHECK(wst::utf8_valid(beginning));
    CHECK(text.starts_with(beginning));
    before = beginning.size();
  }
  CHECK(before == text.size());
}

TEST_CASE("an excerpt of anything is short, valid and in quotes") {
  CHECK(wst::excerpt("torrent.x") == "\"torrent.x\"");
  CHECK(wst::excerpt("a\xff") == "\"a\uFFFD\"");
  for (const auto& text : {std::string(1'000'000, 'x'), std::string(500, '\xff'),
                           std::string(500, '\x80'), std::string()}) {
    CHECK(wst::utf8_valid(wst::excerpt(text)));
    CHECK(wst::excerpt(text).size() < 300);
  }
}
