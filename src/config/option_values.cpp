#include "config/option_values.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>

#include "base/ascii.h"
#include "base/number.h"

namespace wst::option_values {

namespace {

bool is_port(std::string_view text) { return whole_number<std::uint16_t>(text).has_value(); }

/// What the commas part, without blanks around; nothing if one of them is empty.
std::optional<std::vector<std::string>> parted(const std::string& value) {
  std::vector<std::string> items;
  for (std::size_t from = 0; from <= value.size();) {
    const std::size_t comma = std::min(value.find(',', from), value.size());
    items.emplace_back(trimmed(std::string_view(value).substr(from, comma - from)));
    if (items.back().empty()) return std::nullopt;
    from = comma + 1;
  }
  return items;
}

/// What is behind `beginning` in `text`; nothing if it does not begin so.
std::optional<std::string_view> behind(std::string_view text, std::string_view beginning) {
  if (!text.starts_with(beginning)) return std::nullopt;
  return text.substr(beginning.size());
}

std::optional<ListenAddress> read_unix_path(std::string_view path) {
  constexpr std::size_t longest = 107;  // what a sockaddr_un holds
  if (path.size() > longest || !path.starts_with('/')) return std::nullopt;
  return ListenAddress{.path = std::string(path)};
}

std::optional<ListenAddress> read_host_and_port(std::string_view text,
                                                ListenAddress::Scheme scheme) {
  const auto colon = std::min(text.rfind(':'), text.size());
  const auto port = text.substr(std::min(colon + 1, text.size()));
  auto host = text.substr(0, colon);
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  const bool sound = !host.empty() && is_port(port) &&
                     (bracketed || host.find_first_of(":[]/") == std::string_view::npos);
  if (!sound) return std::nullopt;
  return ListenAddress{.host = std::string(host), .port = std::string(port), .scheme = scheme};
}

/// A URL may end as the program itself prints it, with a slash.
std::optional<ListenAddress> read_url(std::string_view rest, ListenAddress::Scheme scheme) {
  if (rest.ends_with('/')) rest.remove_suffix(1);
  return read_host_and_port(rest, scheme);
}

std::optional<ListenAddress> read_listen(std::string_view text) {
  using Scheme = ListenAddress::Scheme;
  if (const auto path = behind(text, "unix:")) return read_unix_path(*path);
  if (const auto rest = behind(text, "http://")) return read_url(*rest, Scheme::http);
  if (const auto rest = behind(text, "https://")) return read_url(*rest, Scheme::https);
  return read_host_and_port(text, Scheme::usual);
}

/// Of a name or an address, as the header Host has it without its port.
bool is_host(std::string_view name) {
  constexpr std::string_view beyond = "/:@?#[]\\\" \t";
  return !name.empty() && name.find_first_of(beyond) == std::string_view::npos;
}

/// Without its brackets' inside being looked at: an IPv6 address has colons of its own.
bool is_host_or_bracketed(std::string_view name) {
  if (!name.starts_with('[')) return is_host(name);
  return name.ends_with(']') &&
         name.find_first_not_of("0123456789abcdefABCDEF:.", 1) == name.size() - 1;
}

bool is_port_beyond(std::string_view port, std::string_view scheme) {
  const std::string_view own = scheme == "https" ? "443" : scheme == "http" ? "80" : "";
  const bool digits = port.find_first_not_of("0123456789") == std::string_view::npos;
  return !port.empty() && digits && !port.starts_with('0') && port != own;
}

/// SCHEME://HOST[:PORT] (RFC 6454, 6.2).
bool is_origin(std::string_view origin) {
  const std::size_t mark = origin.find("://");
  if (mark == std::string_view::npos || mark == 0) return false;
  const std::string scheme = lower_case(origin.substr(0, mark));
  const std::string_view rest = origin.substr(mark + 3);
  const std::size_t inside = rest.starts_with('[') ? std::min(rest.find(']'), rest.size()) : 0;
  const std::size_t colon = rest.find(':', inside);
  if (!is_host_or_bracketed(rest.substr(0, colon))) return false;
  return colon == std::string_view::npos || is_port_beyond(rest.substr(colon + 1), scheme);
}

/// All of them, or none and what they must be.
Problem add_items(std::vector<std::string>& list, const std::string& value,
                  bool (*is_good)(std::string_view), const char* must_be) {
  const auto items = parted(value);
  if (!items || !std::ranges::all_of(*items, is_good)) return must_be;
  list.insert(list.end(), items->begin(), items->end());
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
  const auto count = whole_number<std::size_t>(value);
  if (!count || *count < least || *count > most) {
    return "a whole number from " + std::to_string(least) + " to " + std::to_string(most);
  }
  target = *count;
  return std::nullopt;
}

Problem add_listens(std::vector<ListenAddress>& list, const std::string& value) {
  std::vector<ListenAddress> read;
  for (const auto& item : parted(value).value_or(std::vector<std::string>{""})) {
    auto address = read_listen(item);
    if (!address) {
      return "ADDRESS:PORT, such as 127.0.0.1:9095 or [::1]:9095, the same behind http:// or "
             "https://, or unix:/PATH of at most 107 bytes; or several parted by commas";
    }
    read.push_back(std::move(*address));
  }
  list.insert(list.end(), read.begin(), read.end());
  return std::nullopt;
}

Problem set_mode(unsigned& target, const std::string& value) {
  unsigned mode = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), mode, 8);
  const bool whole = error == std::errc() && end == value.data() + value.size();
  if (!whole || mode > 0777) return "an octal mode from 0 to 777, such as 660";
  target = mode;
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
  const auto any = [](std::string_view) { return true; };
  return add_items(list, value, any, "a name, or several parted by commas");
}

Problem add_hosts(std::vector<std::string>& list, const std::string& value) {
  return add_items(list, value, is_host,
                   "a name as it stands in addresses, such as box.example, without scheme, port "
                   "and path, or several parted by commas");
}

Problem add_origins(std::vector<std::string>& list, const std::string& value) {
  return add_items(list, value, is_origin,
                   "an origin as browsers send it, such as https://box.example or "
                   "http://box.example:8080, without a path and without the scheme's own port, "
                   "or several parted by commas");
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
