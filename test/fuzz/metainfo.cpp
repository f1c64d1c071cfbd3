// What claims to be a .torrent, as bytes and as base64, and what claims to be
// the address of one.
#include <algorithm>
#include <string>

#include "base/base64.h"
#include "base/json.h"
#include "base/utf8.h"
#include "law.h"
#include "transmission/bencode.h"
#include "transmission/sources.h"

using namespace wst;
using wst::fuzz::must;

namespace {

std::string encoded(std::string_view bytes) {
  constexpr std::string_view letters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    std::uint32_t three = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      three =
          (three << 8) | (at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0);
    }
    const auto there = std::min<std::size_t>(3, bytes.size() - at);
    for (std::size_t i = 0; i < 4; ++i) {
      text += i <= there ? letters[(three >> (18 - 6 * i)) & 63] : '=';
    }
  }
  return text;
}

void check_members(std::string_view bytes) {
  for (const std::string_view key : {"info", "announce", "name", "pieces"}) {
    const auto member = bencode_member(bytes, key);
    if (member) must(bencode_valid(*member), "a member of what is valid is not");
  }
}

void check_base64(std::string_view bytes) {
  must(base64_decode(encoded(bytes)) == bytes, "base64 reads as something else");
  if (const auto decoded = base64_decode(bytes)) {
    must(encoded(*decoded) == bytes, "two texts stand for the same bytes");
  }
}

void check_argument(std::string_view bytes) {
  const auto json = Json::parse(json_quote(encoded(bytes)));
  must(json.has_value(), "base64 is not text");
  const bool sound = !metainfo_fault(bytes);
  must(sound == !metainfo_argument_fault(json->view()), "base64 makes a difference");
  must(!sound || bencode_valid(bytes), "a .torrent is not bencode");
}

// A word of transmission-remote: it must not be taken for an option or a file.
void check_address(std::string_view text) {
  const bool taken = is_magnet(text) || is_web_address(text) || is_tracker_address(text);
  if (!taken) return;
  must(text.starts_with("magnet:?") || text.find("://") != std::string_view::npos, "no address");
  must(text[0] != '-' && text[0] != '/', "an address is an option or a path");
  must(text.find_first_of(" \t\r\n") == std::string_view::npos, "an address holds white space");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = fuzz::text_of(data, size);
  if (bencode_valid(bytes)) check_members(bytes);
  check_argument(bytes);
  check_base64(bytes);
  if (utf8_valid(bytes)) check_address(bytes);
  return 0;
}
