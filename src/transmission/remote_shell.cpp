#include "transmission/remote_shell.h"

#include <algorithm>
#include <array>

namespace wst {

namespace {

constexpr std::array<std::string_view, 4> shells_away = {"ssh", "autossh", "dbclient", "rsh"};

// `~` and `=` are not: a shell looks at them where a word begins.
bool is_plain(char c) {
  constexpr std::string_view others = "@%+:,./-_";
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         others.find(c) != std::string_view::npos;
}

}  // namespace

// Within single quotes everything stands for itself but the quote, which is put
// between two such words.
std::string quoted_for_shell(std::string_view word) {
  if (!word.empty() && std::ranges::all_of(word, is_plain)) return std::string(word);
  std::string quoted = "'";
  for (const char c : word) {
    if (c == '\'') {
      quoted += "'\\''";
    } else {
      quoted += c;
    }
  }
  return quoted + "'";
}

bool reaches_shell(const std::vector<std::string>& prefix) {
  return std::ranges::any_of(prefix, [](const std::string& word) {
    const auto name = std::string_view(word).substr(word.rfind('/') + 1);
    return std::ranges::find(shells_away, name) != shells_away.end();
  });
}

}  // namespace wst
