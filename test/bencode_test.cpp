#include "transmission/bencode.h"

#include <random>
#include <vector>

#include "catch.h"

using namespace wst;

namespace {

const std::string sum = "20:12345678901234567890";
const std::string info = "d6:lengthi1e4:name1:a12:piece lengthi16384e6:pieces" + sum + "e";
const std::string torrent = "d8:announce9:http://a/4:info" + info + "e";

std::string repeated(const std::string& text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

/// Its bytes where nothing may be read beyond the end, as the sanitizer sees it.
bool valid_alone(std::string_view bytes) {
  std::vector<char> alone(bytes.begin(), bytes.end());
  alone.shrink_to_fit();
  return bencode_valid(std::string_view(alone.data(), alone.size()));
}

std::string random_string(std::mt19937& random) {
  std::string text(random() % 5, 'x');
  return std::to_string(text.size()) + ":" + text;
}

std::string random_value(std::mt19937& random, int depth) {
  const auto kind = random() % (depth > 0 ? 4 : 2);
  if (kind == 0) return "i" + std::to_string(static_cast<int>(random())) + "e";
  if (kind == 1) return random_string(random);
  std::string text = kind == 2 ? "l" : "d";
  for (auto left = random() % 4; left > 0; --left) {
    if (kind == 3) text += random_string(random);
    text += random_value(random, depth - 1);
  }
  return text + "e";
}

}  // namespace

TEST_CASE("each kind of value is read") {
  for (const char* value : {"i0e", "i-1e", "i18446744073709551615e", "0:", "3:abc", "le", "de",
                            "li1e1:aldeee", "d1:ai1e1:bd1:cleee", "d0:0:e"}) {
    INFO(value);
    CHECK(valid_alone(value));
  }
}

TEST_CASE("what is broken, cut off or goes on is refused") {
  for (const char* value : {"",
                            "e",
                            "i",
                            "ie",
                            "i-e",
                            "i-0e",
                            "i01e",
                            "i1",
                            "i1.5e",
                            "i 1e",
                            "i+1e",
                            "i111111111111111111111e",
                            "1",
                            "1:",
                            "01:a",
                            "-1:a",
                            "2:a",
                            "99999999999999999999999:a",
                            "18446744073709551615:a",
                            "l",
                            "li1e",
                            "lee",
                            "d",
                            "d1:a",
                            "d1:ae",
                            "di1ei1ee",
                            "dle1:ae",
                            "i1ei1e",
                            "de ",
                            " de",
                            "x",
                            "1;a",
                            "4294967296:"}) {
    INFO(value);
    CHECK_FALSE(valid_alone(value));
  }
}

TEST_CASE("64 deep is deep enough") {
  CHECK(valid_alone(repeated("l", 64) + repeated("e", 64)));
  CHECK_FALSE(valid_alone(repeated("l", 65) + repeated("e", 65)));
  CHECK_FALSE(valid_alone(repeated("l", 5'000'000)));
  CHECK_FALSE(valid_alone(repeated("d1:a", 1'000'000)));
}

TEST_CASE("random values are read whole, and no part of one is one") {
  std::mt19937 random(1);
  for (int i = 0; i < 2000; ++i) {
    const std::string value = random_value(random, 5);
    INFO(value);
    CHECK(valid_alone(value));
    CHECK_FALSE(valid_alone(value + "e"));
    for (std::size_t size = 0; size < value.size(); ++size) {
      INFO("cut at " << size);
      REQUIRE_FALSE(valid_alone(value.substr(0, size)));
    }
  }
}

TEST_CASE("random damage is survived") {
  std::mt19937 random(2);
  for (int i = 0; i < 50'000; ++i) {
    std::string bytes = torrent;
    for (int changes = 0; changes < 3; ++changes) {
      bytes[random() % bytes.size()] = static_cast<char>(random());
    }
    valid_alone(bytes);
    metainfo_fault(bytes);
  }
}

TEST_CASE("a member is told as it is encoded") {
  CHECK(bencode_member(torrent, "info") == info);
  CHECK(bencode_member(torrent, "announce") == "9:http://a/");
  CHECK_FALSE(bencode_member(torrent, "name"));
  CHECK_FALSE(bencode_member("i1e", "i"));
  CHECK_FALSE(bencode_member("de", ""));
}

TEST_CASE("a .torrent has a name and checksums") {
  CHECK_FALSE(metainfo_fault(torrent));
  CHECK_FALSE(metainfo_fault("d4:infod9:file treed1:adee4:name1:aee"));
  struct Fault {
    std::string bytes;
    const char* says;
  };
  for (const auto& [bytes, says] : {
           Fault{"", "does not begin"},
           Fault{"<html>", "does not begin"},
           Fault{"l" + torrent + "e", "does not begin"},
           Fault{torrent.substr(0, 50), "cut off"},
           Fault{torrent + "\n", "cut off"},
           Fault{"de", "no dictionary \"info\""},
           Fault{"d4:infoi1ee", "no dictionary \"info\""},
           Fault{"d4:infod6:pieces" + sum + "ee", "no \"name\""},
           Fault{"d4:infod4:name0:6:pieces" + sum + "ee", "no \"name\""},
           Fault{"d4:infod4:name1:aee", "no checksums"},
           Fault{"d4:infod4:name1:a6:pieces0:ee", "no checksums"},
           Fault{"d4:infod4:name1:a9:file treei1eee", "no checksums"},
       }) {
    INFO(bytes);
    const auto fault = metainfo_fault(bytes);
    REQUIRE(fault);
    CHECK(fault->find(says) != std::string::npos);
  }
}
