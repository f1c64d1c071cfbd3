// What every fuzz target needs: a way to say what must hold.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "base/json.h"

namespace wst::fuzz {

/// Ends the run with `broken` where it does not hold.
inline void must(bool holds, const char* broken) {
  if (holds) return;
  std::fprintf(stderr, "law broken: %s\n", broken);
  std::abort();
}

inline void check_json(std::string_view text) {
  must(Json::parse(text).has_value(), "what is written is not JSON");
}

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// The text up to the next line feed, which it takes away.
inline std::string_view take_line(std::string_view& text) {
  const auto line = text.substr(0, text.find('\n'));
  text.remove_prefix(line.size() < text.size() ? line.size() + 1 : line.size());
  return line;
}

}  // namespace wst::fuzz
