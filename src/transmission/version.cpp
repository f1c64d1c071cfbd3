#include "transmission/version.h"

#include <charconv>

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
  version.text = line.substr(0, line.find_first_of(" \r\t"));
  std::string_view rest = version.text;
  std::optional<int> major = take_number(rest);
  std::optional<int> minor = take_number(rest);
  if (!major || !minor) return std::nullopt;
  version.major = *major;
  version.minor = *minor;
  return version;
}

}  // namespace

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
