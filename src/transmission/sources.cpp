#include "transmission/sources.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/base64.h"
#include "base/utf8.h"
#include "transmission/bencode.h"
#include "transmission/value_types.h"

namespace wst {

namespace {

constexpr std::size_t max_magnet = std::size_t{16} << 10;
constexpr std::size_t max_address = std::size_t{8} << 10;

bool is_base32(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return is_letter(c) || (c >= '2' && c <= '7'); });
}

/// Without the white space that could end a word anywhere on its way.
bool is_one_word(std::string_view text, std::size_t most) {
  return text.size() <= most && utf8_clean(text) && text.find(' ') == text.npos;
}

/// `name`: what stands between `xt=` and the next `&`.
bool names_torrent(std::string_view name) {
  constexpr std::string_view v1 = "urn:btih:";
  constexpr std::string_view v2 = "urn:btmh:1220";
  if (name.starts_with(v2)) return name.size() == v2.size() + 64 && is_hex(name.substr(v2.size()));
  if (!name.starts_with(v1)) return false;
  name.remove_prefix(v1.size());
  return (name.size() == 40 && is_hex(name)) || (name.size() == 32 && is_base32(name));
}

bool has_scheme(std::string_view text, std::string_view scheme) {
  if (!text.starts_with(scheme) || text.size() == scheme.size()) return false;
  return std::string_view("/?#:@").find(text[scheme.size()]) == std::string_view::npos;
}

std::optional<Error> no_torrent(const std::string& why) {
  return Error{"is not a .torrent: it " + why, std::string(invalid_argument)};
}

constexpr auto one_source = std::to_array<Parameter>({
    {.name = "magnet", .type = ValueType::magnet},
    {.name = "url", .type = ValueType::url},
    {.name = "metainfo", .type = ValueType::metainfo},
});

std::optional<Error> one_source_fault(JsonView source) {
  const auto* parameter = std::ranges::find(one_source, source.key(), &Parameter::name);
  if (parameter == one_source.end()) {
    return Error{"there is no " + json_quote(source.key()), std::string(invalid_argument)};
  }
  std::optional<Error> fault = fault_of(*parameter, source);
  if (fault) fault->message = json_quote(parameter->name) + " " + fault->message;
  return fault;
}

// Between the scheme's slashes and the path, without who and which port.
std::string_view host_of(std::string_view url) {
  const auto slashes = url.find("://");
  if (slashes == std::string_view::npos) return {};
  url.remove_prefix(slashes + 3);
  url = url.substr(0, url.find_first_of("/?#"));
  if (const auto at = url.rfind('@'); at != std::string_view::npos) url.remove_prefix(at + 1);
  if (url.starts_with('[')) return url.substr(0, url.find(']') + 1);
  return url.substr(0, url.find(':'));
}

bool is_of_host(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_' ||
         c == ':' || c == '[' || c == ']';
}

}  // namespace

bool is_magnet(std::string_view text) {
  constexpr std::string_view scheme = "magnet:?";
  if (!text.starts_with(scheme) || !is_one_word(text, max_magnet)) return false;
  text.remove_prefix(scheme.size());
  while (!text.empty()) {
    std::string_view pair = text.substr(0, text.find('&'));
    if (pair.starts_with("xt=") && names_torrent(pair.substr(3))) return true;
    text.remove_prefix(std::min(text.size(), pair.size() + 1));
  }
  return false;
}

bool is_web_address(std::string_view text) {
  if (!is_one_word(text, max_address)) return false;
  return has_scheme(text, "http://") || has_scheme(text, "https://");
}

bool is_tracker_address(std::string_view text) {
  return is_web_address(text) || (is_one_word(text, max_address) && has_scheme(text, "udp://"));
}

std::optional<Error> metainfo_argument_fault(JsonView value) {
  std::string_view text = *value.string();
  if (text.size() / 4 * 3 > max_metainfo + 2) {
    return Error{"is too large: a .torrent has at most 8 MiB", std::string(too_large)};
  }
  std::optional<std::string> bytes = base64_decode(text);
  if (!bytes) return no_torrent("is not base64 (padded, without line breaks)");
  if (auto why = metainfo_fault(*bytes)) return no_torrent(*why);
  return std::nullopt;
}

std::optional<Error> sources_fault(JsonView value) {
  std::size_t index = 0;
  for (JsonView v = value.first(); v.present(); v = v.next(), ++index) {
    std::optional<Error> fault = one_source_fault(v.first());
    if (!fault) continue;
    return Error{"cannot be added: in entry " + std::to_string(index) + ", " + fault->message,
                 fault->uri};
  }
  return std::nullopt;
}

std::string tracker_host(std::string_view magnet) {
  const auto tracker = magnet.find("&tr=");
  if (tracker == std::string_view::npos) return {};
  magnet.remove_prefix(tracker + 4);
  const auto url = percent_decoded(magnet.substr(0, magnet.find('&')));
  std::string host = url ? lower_case(host_of(*url)) : std::string();
  return std::ranges::all_of(host, is_of_host) ? host : std::string();
}

}  // namespace wst
