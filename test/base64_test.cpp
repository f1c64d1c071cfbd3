#include "base/base64.h"

#include <random>

#include "catch.h"

using namespace wst;

namespace {

/// The plainest way to write base64, to hold the reader against.
std::string encoded(const std::string& bytes) {
  constexpr std::string_view digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bits;
  for (char c : bytes) {
    for (int bit = 7; bit >= 0; --bit) bits += static_cast<char>('0' + (c >> bit & 1));
  }
  std::string text;
  for (std::size_t at = 0; at < bits.size(); at += 6) {
    std::string six = bits.substr(at, 6);
    six.resize(6, '0');
    text += digits[std::stoul(six, nullptr, 2)];
  }
  while (text.size() % 4 != 0) text += '=';
  return text;
}

}  // namespace

TEST_CASE("what RFC 4648 gives as examples is read") {
  CHECK(base64_decode("") == "");
  CHECK(base64_decode("Zg==") == "f");
  CHECK(base64_decode("Zm8=") == "fo");
  CHECK(base64_decode("Zm9v") == "foo");
  CHECK(base64_decode("Zm9vYg==") == "foob");
  CHECK(base64_decode("Zm9vYmE=") == "fooba");
  CHECK(base64_decode("Zm9vYmFy") == "foobar");
}

TEST_CASE("what is not exactly base64 is refused") {
  for (const char* text : {"Z",    "Zg",   "Zg=",      "Zg===",  "=",        "==",   "====",
                           "Z===", "Zh==", "Zm9=",     "Zm9v\n", "Zm9v\r\n", " Zm9", "Zm 9v",
                           "Zm9-", "Zm9_", "Zg==Zg==", "Zm=v",   "Z=9v",     "=m9v", "Zm9\xC3"}) {
    INFO(text);
    CHECK_FALSE(base64_decode(text));
  }
  CHECK_FALSE(base64_decode(std::string_view("Zm9\0", 4)));
}

TEST_CASE("any bytes come back, and any text that is read is how they are written") {
  std::mt19937 random(64);
  std::uniform_int_distribution<int> byte(0, 255);
  for (std::size_t size = 0; size < 500; ++size) {
    std::string bytes;
    while (bytes.size() < size) bytes += static_cast<char>(byte(random));
    std::string text = encoded(bytes);
    CHECK(base64_decode(text) == bytes);
    if (text.empty()) continue;
    text[random() % text.size()] = static_cast<char>(byte(random));
    auto read = base64_decode(text);
    if (read) CHECK(encoded(*read) == text);
  }
}
