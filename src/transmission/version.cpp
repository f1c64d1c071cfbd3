#include "transmission/version.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "transmission/sanitize.h"

namespace wst {
namespace {

constexpr std::string_view program = "transmission-remote ";

/// The number at the front of `text`, which is cut off together with one dot.
std::optional<int> take_number(std::string_view& text) {
  int number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || number < 0) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  if (text.starts_with('.')) text.remove_prefix(1);
  return number;
}

std::optional<ClientVersion> version_in(std::string_view line) {
  if (!line.starts_with(program)) return std::nullopt;
  line.remove_prefix(program.size());
  ClientVersion version;
  std::string_view rest = line.substr(0, line.find_first_of(" \r\t"));
  version.text = plain_text(rest);
  std::optional<int> major = take_number(rest);
  std::optional<int> minor = take_number(rest);
  if (!major || !minor) return std::nullopt;
  version.major = *major;
  version.minor = *minor;
  return version;
}

/// What is behind the numbers of a release is below the release itself.
constexpr int released = 3;

int stage_of(std::string_view suffix) {
  if (suffix.starts_with("-rc.")) return 2;
  if (suffix.starts_with("-beta.")) return 1;
  return suffix.starts_with('-') ? 0 : released;
}

/// Numbers that compare as versions do: "4.1.0-beta.2" is {4, 1, 0, 1, 2}.
std::array<int, 5> rank(std::string_view text) {
  std::array<int, 5> numbers{};
  for (std::size_t i = 0; i < 3; ++i) numbers[i] = take_number(text).value_or(0);
  numbers[3] = stage_of(text);
  text.remove_prefix(std::min(text.size(), text.find('.') + 1));
  if (numbers[3] != released) numbers[4] = take_number(text).value_or(0);
  return numbers;
}

}  // namespace

bool ClientVersion::at_least(std::string_view version) const { return rank(text) >= rank(version); }

Channel ClientVersion::channel() const {
  return major >= 4 ? Channel::json_on_stdout : Channel::debug_on_stderr;
}

// A remote shell may say something of its own first.
std::optional<ClientVersion> parse_version(std::string_view printed) {
  while (!printed.empty()) {
    std::size_t end = printed.find('\n');
    if (auto version = version_in(printed.substr(0, end))) return version;
    printed.remove_prefix(end == std::string_view::npos ? printed.size() : end + 1);
  }
  return std::nullopt;
}

}  // namespace wst
