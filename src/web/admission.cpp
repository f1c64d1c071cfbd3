#include "web/admission.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cctype>

namespace wst {

namespace {

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// "name:9095", "127.0.0.1", "[::1]:9095" without the port; empty if malformed.
std::string host_name(std::string_view host) {
  const auto bracket = host.find(']');
  const auto colon = host.find(':', bracket == std::string_view::npos ? 0 : bracket);
  if (colon != std::string_view::npos && !all_digits(host.substr(colon + 1))) return "";
  return lower(std::string(host.substr(0, colon)));
}

bool is_literal_address(const std::string& name) {
  in6_addr address{};
  if (inet_pton(AF_INET, name.c_str(), &address) == 1) return true;
  if (name.size() < 3 || name.front() != '[' || name.back() != ']') return false;
  return inet_pton(AF_INET6, name.substr(1, name.size() - 2).c_str(), &address) == 1;
}

bool is_loopback_name(std::string_view name) {
  return name == "localhost" || name.ends_with(".localhost");
}

// Host:port of an origin, without the port that its scheme implies.
std::string origin_host(const std::string& origin) {
  const auto scheme_end = origin.find("://");
  if (scheme_end == std::string::npos) return "";
  std::string host = lower(origin.substr(scheme_end + 3));
  const std::string implied = lower(origin.substr(0, scheme_end)) == "https" ? ":443" : ":80";
  if (host.ends_with(implied)) host.resize(host.size() - implied.size());
  return host;
}

bool same_site(const HttpRequest& request) {
  const std::string asked = origin_host(request.origin);
  if (asked.empty()) return false;
  const std::string scheme = request.origin.substr(0, request.origin.find("://") + 3);
  return asked == origin_host(scheme + request.host);
}

bool contains(const std::vector<std::string>& list, const std::string& name) {
  return std::any_of(list.begin(), list.end(),
                     [&](const std::string& known) { return lower(known) == lower(name); });
}

}  // namespace

std::optional<HttpResponse> Admission::refuse_host(const HttpRequest& request) const {
  const std::string name = host_name(request.host);
  if (is_loopback_name(name) || is_literal_address(name)) return std::nullopt;
  if (!name.empty() && contains(hosts, name)) return std::nullopt;
  return http_error(403, "wamp.error.not_authorized",
                    "this server does not answer to the name \"" + name +
                        "\"; if it should, start it with --allowed-host " +
                        (name.empty() ? "NAME" : name));
}

std::optional<HttpResponse> Admission::refuse_origin(const HttpRequest& request) const {
  if (request.origin.empty() || same_site(request) || contains(origins, request.origin)) {
    return std::nullopt;
  }
  return http_error(403, "wamp.error.not_authorized",
                    "pages of " + request.origin +
                        " may not open this WebSocket; if they should, start the server with "
                        "--allowed-origin " +
                        request.origin);
}

}  // namespace wst
