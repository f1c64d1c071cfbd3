#include "http/http.h"

#include <algorithm>
#include <array>
#include <ctime>

#include "base/ascii.h"
#include "base/json.h"
#include "base/utf8.h"

namespace wst {

namespace {

constexpr std::array<std::pair<int, std::string_view>, 21> reason_phrases = {{
    {200, "OK"},
    {303, "See Other"},
    {304, "Not Modified"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {408, "Request Timeout"},
    {411, "Length Required"},
    {413, "Content Too Large"},
    {415, "Unsupported Media Type"},
    {426, "Upgrade Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
}};

std::string_view reason_phrase(int status) {
  const auto* found = std::find_if(reason_phrases.begin(), reason_phrases.end(),
                                   [&](const auto& known) { return known.first == status; });
  return found == reason_phrases.end() ? "" : found->second;
}

/// As RFC 9110, 5.6.7 has it.
std::string date() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  std::array<char, 40> text{};
  std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &utc);
  return text.data();
}

}  // namespace

bool from_browser(const HttpRequest& request) {
  return !request.fetch_site.empty() || request.user_agent.starts_with("Mozilla/");
}

std::string media_type(const HttpRequest& request) {
  const std::string_view whole = request.content_type;
  return lower_case(trimmed(whole.substr(0, whole.find(';'))));
}

HttpResponse http_error(int status, std::string_view error, std::string_view message) {
  HttpResponse response = http_json("{\"error\":" + json_quote(error) +
                                    ",\"message\":" + json_quote(utf8_repair(message)) + "}\n");
  response.status = status;
  return response;
}

HttpResponse http_invalid(int status, std::string_view message) {
  return http_error(status, "invalid_request", message);
}

HttpResponse http_wrong_method(std::string_view allowed) {
  auto refusal = http_error(405, "method_not_allowed",
                            "the methods answered here are: " + std::string(allowed));
  refusal.headers.emplace_back("allow", allowed);
  return refusal;
}

HttpResponse http_busy(int status, std::string_view message, int seconds) {
  auto refusal = http_error(status, "wstorrent.error.busy", message);
  refusal.headers.emplace_back("retry-after", std::to_string(seconds));
  return refusal;
}

HttpResponse http_see_other(std::string location) {
  return {303, {{"location", std::move(location)}, {"cache-control", "no-store"}}, nullptr};
}

HttpResponse http_json(std::string json) {
  return {200,
          {{"content-type", "application/json"}, {"cache-control", "no-store"}},
          std::make_shared<const std::string>(std::move(json))};
}

std::string http_head(const HttpResponse& response, bool keep_alive) {
  std::string text = "HTTP/1.1 " + std::to_string(response.status) + " ";
  text.append(reason_phrase(response.status)).append("\r\n");
  for (const auto* headers : {&security_headers(), &response.headers}) {
    for (const auto& [name, value] : *headers) {
      text.append(name).append(": ").append(value).append("\r\n");
    }
  }
  text += "date: " + date() + "\r\n";
  const std::string_view upgrades = response.status == 426 ? "upgrade" : "";
  if (!keep_alive || !upgrades.empty()) {
    text.append("connection: ").append(upgrades);
    if (!keep_alive) text += upgrades.empty() ? "close" : ", close";
    text += "\r\n";
  }
  const std::size_t size = response.body ? response.body->size() : 0;
  if (response.status != 304) text += "content-length: " + std::to_string(size) + "\r\n";
  return text + "\r\n";
}

const std::vector<std::pair<std::string, std::string>>& security_headers() {
  static const std::vector<std::pair<std::string, std::string>> headers = {
      {"content-security-policy",
       "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
       "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; "
       "frame-ancestors 'none'"},
      {"x-content-type-options", "nosniff"},
      {"x-frame-options", "DENY"},
      // With no-referrer browsers would post our own forms with Origin: null.
      {"referrer-policy", "same-origin"},
      {"cross-origin-opener-policy", "same-origin"},
      {"cross-origin-resource-policy", "same-origin"},
  };
  return headers;
}

}  // namespace wst
