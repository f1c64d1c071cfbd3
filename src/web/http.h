// A request and its answer, as the routes see them.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wst {

struct HttpRequest {
  std::string method;  ///< "GET"
  std::string path;    ///< percent-decoded, without the query
  std::string host;    ///< empty where the header is missing
  std::string origin;
  std::string accept_encoding;
  std::string if_none_match;
};

struct HttpResponse {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;  ///< names in lower case
  std::shared_ptr<const std::string> body;                   ///< null for none
};

/// Called once, at any later time; the client may be gone by then.
using Respond = std::function<void(HttpResponse)>;

/// {"error":"…","message":"…"} with `status`.
HttpResponse http_error(int status, std::string_view error, std::string_view message);
/// `json` as it is, never cached.
HttpResponse http_json(std::string json);
/// The whole answer as it goes over the wire, for a connection that then ends.
std::string http_text(const HttpResponse& response, std::string_view reason_phrase);
/// What every answer carries: no sniffing, no framing, no inline scripts.
const std::vector<std::pair<std::string, std::string>>& security_headers();

}  // namespace wst
