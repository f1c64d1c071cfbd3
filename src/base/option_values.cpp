#include "base/option_values.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace wst::option_values {

namespace {

bool is_port(std::string_view text) {
  unsigned port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc() && end == text.data() + text.size() && port <= 65535;
}

Problem set_unix_path(Options& options, const std::string& path) {
  constexpr std::size_t longest = 107;  // what a sockaddr_un holds
  if (path.size() > longest || !path.starts_with('/')) {
    return "unix: and a path from / on, of at most 107 bytes";
  }
  options.listen_path = path;
  return std::nullopt;
}

}  // namespace

Problem set_seconds(double& target, const std::string& value, double least, double most) {
  double seconds = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), seconds);
  const bool whole = error == std::errc() && end == value.data() + value.size();
  if (!whole || !std::isfinite(seconds) || seconds < least || seconds > most) {
    return "a number of seconds from " + std::string(least < 1 ? "0.1" : "1") + " to " +
           std::to_string(static_cast<long>(most));
  }
  target = seconds;
  return std::nullopt;
}

Problem set_count(std::size_t& target, const std::string& value, std::size_t least,
                  std::size_t most) {
  std::size_t count = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), count);
  const bool whole = error == std::errc() && end == value.data() + value.size();
  if (!whole || count < least || count > most) {
    return "a whole number from " + std::to_string(least) + " to " + std::to_string(most);
  }
  target = count;
  return std::nullopt;
}

Problem set_listen(Options& options, const std::string& value) {
  constexpr std::string_view unix_scheme = "unix:";
  if (value.starts_with(unix_scheme)) {
    return set_unix_path(options, value.substr(unix_scheme.size()));
  }
  const auto colon = value.rfind(':');
  const bool split = colon != std::string::npos && colon > 0 && is_port(value.substr(colon + 1));
  std::string address = split ? value.substr(0, colon) : "";
  const bool bracketed = address.size() > 2 && address.front() == '[' && address.back() == ']';
  if (bracketed) address = address.substr(1, address.size() - 2);
  if (address.empty() || (!bracketed && address.find_first_of(":[]") != std::string::npos)) {
    return "ADDRESS:PORT, such as 127.0.0.1:9095 or [::1]:9095, or unix:/PATH";
  }
  options.listen_path.clear();
  options.listen_address = address;
  options.listen_port = value.substr(colon + 1);
  return std::nullopt;
}

Problem set_text(std::string& target, const std::string& value, const char* must_be) {
  if (value.empty() || value.front() == '-') return must_be;
  target = value;
  return std::nullopt;
}

Problem set_name(std::string& target, const std::string& value) {
  const bool sound = !value.empty() && value.find_first_of(" \t:,\r\n") == std::string::npos;
  if (!sound || value.front() == '-') return "a name";
  target = value;
  return std::nullopt;
}

Problem set_role(std::string& target, const std::string& value) {
  if (value != "viewer" && value != "administrator") return "viewer or administrator";
  target = value;
  return std::nullopt;
}

Problem set_words(std::vector<std::string>& target, const std::string& value) {
  std::vector<std::string> words(1);
  bool quoted = false;
  for (const char c : value) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ' ' && !quoted) {
      words.emplace_back();
    } else {
      words.back() += c;
    }
  }
  std::erase(words, "");
  if (words.empty() || quoted) return "a program and its leading words";
  target = std::move(words);
  return std::nullopt;
}

Problem add_to_list(std::vector<std::string>& list, const std::string& value) {
  std::size_t from = 0;
  while (from <= value.size()) {
    const std::size_t comma = std::min(value.find(',', from), value.size());
    if (comma == from) return "a name, or several parted by commas";
    list.push_back(value.substr(from, comma - from));
    from = comma + 1;
  }
  return std::nullopt;
}

Problem add_folders(std::vector<std::string>& list, const std::string& value) {
  std::vector<std::string> folders;
  for (std::size_t from = 0; from <= value.size();) {
    const std::size_t end = std::min(value.find(':', from), value.size());
    folders.push_back(value.substr(from, end - from));
    from = end + 1;
  }
  for (const auto& folder : folders) {
    const bool climbs = (folder + "/").find("/../") != std::string::npos;
    if (!folder.starts_with('/') || climbs) {
      return "an absolute folder without .., or several parted by colons";
    }
  }
  list.insert(list.end(), folders.begin(), folders.end());
  return std::nullopt;
}

Problem set_shell(std::optional<bool>& shell, const std::string& value) {
  if (value != "auto" && value != "posix" && value != "none") return "auto, posix or none";
  shell = value == "auto" ? std::nullopt : std::optional(value == "posix");
  return std::nullopt;
}

Problem set_open(bool& open, const std::string& value) {
  if (value != "nobody" && value != "viewer") return "nobody or viewer";
  open = value == "nobody";
  return std::nullopt;
}

}  // namespace wst::option_values
