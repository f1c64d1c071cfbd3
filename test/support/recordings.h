// What real versions of transmission-remote printed, and ways to replay it.
#pragma once

#include <array>
#include <cstddef>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "catch.h"
#include "transmission/reply.h"

namespace wst {

inline constexpr std::array<const char*, 4> versions = {"3.00", "4.0.6", "4.1.0b2", "4.1.4"};

inline std::string recording(const std::string& version, const std::string& name) {
  std::ifstream file(std::string(TEST_DATA) + "/" + version + "/" + name, std::ios::binary);
  INFO(version << "/" << name);
  REQUIRE(file.is_open());
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// A stream of answers and the channel it came by.
struct Stream {
  Channel channel;
  std::string bytes;
};

/// `name`.stderr of 3.00, with "json" in it read as "debug" where that is how it
/// was recorded; `name`.stdout of the others.
inline Stream answers(const std::string& version, const std::string& name) {
  if (version != "3.00") return {Channel::json_on_stdout, recording(version, name + ".stdout")};
  std::string old = name;
  for (std::string_view renamed : {"json-t-all-i", "json-l-st-si", "json-t5-all", "states-json",
                                   "live-json-active", "live-json-all"}) {
    if (name == renamed) old.replace(old.find("json"), 4, "debug");
  }
  return {Channel::debug_on_stderr, recording(version, old + ".stderr")};
}

/// Statistics as the version prints them, to follow a recorded list.
inline std::string statistics(const std::string& version) {
  return recording(version, version == "3.00" ? "auth-debug-ne.stderr" : "json-st.stdout");
}

/// Everything a reader handed out.
struct Collected final : ReplySink {
  std::vector<std::string> rows;
  std::vector<std::string> envelopes;

  void on_row(std::string_view text) override { rows.emplace_back(text); }
  void on_broken_row(std::string_view object, const std::string& why) override {
    rows.push_back("broken, as " + why + ": " + std::string(object));
  }
  [[nodiscard]] std::size_t longest_row() const override { return 1u << 20; }
  void on_answer(JsonView envelope) override { envelopes.push_back(envelope.text()); }
  bool operator==(const Collected& other) const {
    return rows == other.rows && envelopes == other.envelopes;
  }
};

/// Hands `bytes` to `reader` in pieces that end at the offsets `cuts`.
template <typename Reader>
void feed_in_pieces(Reader& reader, std::string_view bytes, const std::vector<std::size_t>& cuts) {
  std::size_t begin = 0;
  for (std::size_t cut : cuts) {
    reader.feed(bytes.substr(begin, cut - begin));
    begin = cut;
  }
  reader.feed(bytes.substr(begin));
}

/// Rising offsets, at most `longest` apart.
inline std::vector<std::size_t> random_cuts(std::size_t size, std::size_t longest, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_int_distribution<std::size_t> piece(1, longest);
  std::vector<std::size_t> cuts;
  for (std::size_t at = piece(random); at < size; at += piece(random)) cuts.push_back(at);
  return cuts;
}

}  // namespace wst
