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

TEST_CASE("a line for a terminal holds nothing that is obeyed and not seen") {
  for (const unsigned code :
       {0x00u,  0x07u,   0x0Au,   0x0Du,   0x1Bu,   0x7Fu,   0x80u,   0x85u,   0x9Bu,   0x9Fu,
        0x61Cu, 0x200Bu, 0x200Eu, 0x2028u, 0x2029u, 0x202Eu, 0x2066u, 0x2069u, 0xFEFFu, 0xE0041u}) {
    INFO(code);
    CHECK(wst::utf8_one_line("a" + encoded(code) + "b") == "a b");
  }
  const std::string seen = "plain, \xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80 \xE6\x97\xA5";
  CHECK(wst::utf8_one_line(seen) == seen);
  CHECK(wst::utf8_one_line("\x9B"
                           "31m") == broken + "31m");
  CHECK(wst::utf8_one_line("") == "");
  std::size_t wrong = 0;
  for (unsigned code = 0; code <= 0x10FFFF; ++code) {
    const std::string line = wst::utf8_one_line(encoded(code));
    if (!utf8_valid(line) || line.find_first_of("\n\r\x1B") != std::string::npos) ++wrong;
  }
  CHECK(wrong == 0);
}
