#include "http/admission.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "base/ascii.h"

namespace wst {

namespace {

constexpr std::array<std::string_view, 2> websocket_paths = {"/ws", "/ws/"};
constexpr std::array<std::string_view, 3> probe_paths = {"/healthz", "/readyz", "/metrics"};
constexpr std::string_view call_prefix = "/api/call/";
// What a form can send without asking the server first.
constexpr std::array<std::string_view, 3> form_types = {"application/x-www-form-urlencoded",
                                                        "multipart/form-data", "text/plain"};

bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// "name:9095", "127.0.0.1", "[::1]:9095" without the port; empty if malformed.
std::string host_name(std::string_view host) {
  const auto bracket = host.find(']');
  const auto colon = host.find(':', bracket == std::string_view::npos ? 0 : bracket);
  if (colon != std::string_view::npos && !all_digits(host.substr(colon + 1))) return "";
  return lower_case(host.substr(0, colon));
}

bool is_literal_address(const std::string& name) {
  in6_addr address{};
  if (inet_pton(AF_INET, name.c_str(), &address) == 1) return true;
  if (name.size() < 3 || name.front() != '[' || name.back() != ']') return false;
  return inet_pton(AF_INET6, name.substr(1, name.size() - 2).c_str(), &address) == 1;
}

// Anything else is no name of a host, whatever it ends with.
bool is_name(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  });
}

bool is_loopback_name(std::string_view name) {
  return name == "localhost" || name.ends_with(".localhost");
}

// Host:port of an origin, without the port that its scheme implies.
std::string origin_host(const std::string& origin) {
  const auto scheme_end = origin.find("://");
  if (scheme_end == std::string::npos) return "";
  std::string host = lower_case(origin.substr(scheme_end + 3));
  const std::string implied = lower_case(origin.substr(0, scheme_end)) == "https" ? ":443" : ":80";
  if (host.ends_with(implied)) host.resize(host.size() - implied.size());
  return host;
}

bool same_site(const HttpRequest& request) {
  const std::string asked = origin_host(request.origin);
  if (asked.empty()) return false;
  const std::string scheme = lower_case(request.origin.substr(0, request.origin.find("://") + 3));
  if (request.peer.encrypted && scheme != "https://") return false;
  return asked == origin_host(scheme + request.host);
}

bool contains(const std::vector<std::string>& list, const std::string& name) {
  return std::any_of(list.begin(), list.end(), [&](const std::string& known) {
    return lower_case(known) == lower_case(name);
  });
}

}  // namespace

std::optional<HttpResponse> Admission::refuse(const HttpRequest& request) const {
  if (auto refusal = refuse_host(request)) return refusal;
  if (request.asks_for_websocket) return refuse_upgrade(request);
  if (request.method != "POST") return std::nullopt;
  if (auto refusal = refuse_origin(request)) return refusal;
  return refuse_form(request);
}

// Probes ask by whatever name or address they found the machine, and learn nothing by it.
std::optional<HttpResponse> Admission::refuse_host(const HttpRequest& request) const {
  if (std::count(probe_paths.begin(), probe_paths.end(), request.path) > 0) return std::nullopt;
  const std::string name = host_name(request.host);
  if (is_literal_address(name)) return std::nullopt;
  const bool known = is_loopback_name(name) || contains(hosts, name);
  if (known && !name.empty() && is_name(name)) return std::nullopt;
  return http_error(403, "wamp.error.not_authorized",
                    "this server does not answer to the name \"" + name +
                        "\"; if it should, start it with --allowed-host " +
                        (name.empty() ? "NAME" : name));
}

std::optional<HttpResponse> Admission::refuse_origin(const HttpRequest& request) const {
  if (contains(origins, request.origin)) return std::nullopt;
  const bool foreign = !request.origin.empty() && !same_site(request);
  if (!foreign && request.fetch_site != "cross-site") return std::nullopt;
  return http_error(403, "wamp.error.not_authorized",
                    "pages of " + (foreign ? request.origin : "other sites") +
                        " may not use this server; if they should, start it with "
                        "--allowed-origin " +
                        (foreign ? request.origin : "ORIGIN"));
}

std::optional<HttpResponse> Admission::refuse_form(const HttpRequest& request) const {
  const auto type = media_type(request);
  if (std::find(form_types.begin(), form_types.end(), type) == form_types.end()) {
    return std::nullopt;
  }
  const bool by_browser = from_browser(request) || !request.cookie.empty();
  if (by_browser && request.origin.empty() && request.fetch_site.empty()) {
    return http_error(403, "wamp.error.not_authorized",
                      "a form must tell which site it is from (Origin), which this browser does "
                      "not; send JSON with Content-Type: application/json");
  }
  if (by_browser && request.path.starts_with(call_prefix)) {
    return http_invalid(415, "arguments are sent with Content-Type: application/json");
  }
  return std::nullopt;
}

std::optional<HttpResponse> Admission::refuse_upgrade(const HttpRequest& request) const {
  if (auto refusal = refuse_origin(request)) return refusal;
  const bool here = std::count(websocket_paths.begin(), websocket_paths.end(), request.path) > 0 ||
                    (test_echo && request.path == echo_path);
  if (!here) return http_error(404, "not_found", "the WebSocket is at /ws");
  const auto chosen = choose_subprotocol(request.subprotocols);
  if (!chosen) return http_invalid(400, chosen.error().message);
  return std::nullopt;
}

Result<std::string> choose_subprotocol(std::string_view offered) {
  if (offered.size() > max_offered_bytes) {
    return Error{"the list of subprotocols is longer than " + std::to_string(max_offered_bytes) +
                 " bytes; offer fewer, such as wamp.2.json alone"};
  }
  const auto offers = list_items(offered);
  const auto spoken = std::find_first_of(offers.begin(), offers.end(), spoken_subprotocols.begin(),
                                         spoken_subprotocols.end());
  if (spoken != offers.end()) return std::string(*spoken);
  if (offers.empty()) return std::string();
  return Error{
      "none of the subprotocols offered is spoken here; these are: wamp.2.json, wamp, json, or "
      "none at all"};
}

}  // namespace wst
