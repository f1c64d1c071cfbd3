#include "web/http.h"

#include "base/json.h"
#include "base/utf8.h"

namespace wst {

HttpResponse http_error(int status, std::string_view error, std::string_view message) {
  HttpResponse response = http_json("{\"error\":" + json_quote(error) +
                                    ",\"message\":" + json_quote(utf8_repair(message)) + "}\n");
  response.status = status;
  return response;
}

HttpResponse http_json(std::string json) {
  return {200,
          {{"content-type", "application/json"}, {"cache-control", "no-store"}},
          std::make_shared<const std::string>(std::move(json))};
}

std::string http_text(const HttpResponse& response, std::string_view reason_phrase) {
  std::string text = "HTTP/1.1 " + std::to_string(response.status) + " ";
  text.append(reason_phrase).append("\r\n");
  for (const auto& [name, value] : security_headers()) text += name + ": " + value + "\r\n";
  for (const auto& [name, value] : response.headers) text += name + ": " + value + "\r\n";
  const std::string body = response.body ? *response.body : "";
  return text + "connection: close\r\ncontent-length: " + std::to_string(body.size()) + "\r\n\r\n" +
         body;
}

const std::vector<std::pair<std::string, std::string>>& security_headers() {
  static const std::vector<std::pair<std::string, std::string>> headers = {
      {"content-security-policy",
       "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
       "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; "
       "frame-ancestors 'none'"},
      {"x-content-type-options", "nosniff"},
      {"x-frame-options", "DENY"},
      {"referrer-policy", "no-referrer"},
      {"cross-origin-opener-policy", "same-origin"},
      {"cross-origin-resource-policy", "same-origin"},
  };
  return headers;
}

}  // namespace wst
