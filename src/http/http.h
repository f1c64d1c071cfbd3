// A request and its answer, as the routes see them.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "auth/identity.h"
#include "http/peer.h"

namespace wst {

struct HttpRequest {
  std::string method;  ///< "GET"
  std::string path;    ///< percent-decoded, without the query
  std::string query;   ///< what is behind the ?, as it came
  Peer peer;
  std::optional<Visitor> visitor;  ///< who asks; nobody until Access knows better
  // Headers; empty where they are missing.
  std::string host;
  std::string origin;
  std::string fetch_site;  ///< Sec-Fetch-Site
  std::string accept_encoding;
  std::string if_none_match;
  std::string content_type;
  std::string cookie;
  std::string authorization;
  std::string user_agent;
  bool asks_for_websocket = false;
  std::string subprotocols;  ///< all that are offered, parted by commas
  // Of those that proxies write.
  bool forwarded = false;   ///< there are some, whoever wrote them
  std::string proxy_user;   ///< whom a trusted one names; else empty
  std::string mount = "/";  ///< where a trusted one has put our root, with a slash at both ends
  std::string body;         ///< of a POST
};

/// Whether a browser seems to ask. One that lies gains nothing by it.
bool from_browser(const HttpRequest& request);
/// The media type of the body, in lower case, without its parameters.
std::string media_type(const HttpRequest& request);

struct HttpResponse {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;  ///< names in lower case
  std::shared_ptr<const std::string> body;                   ///< null for none
};

/// Called once, at any later time; the client may be gone by then.
using Respond = std::function<void(HttpResponse)>;
/// What to do if the client goes before it is answered; may be null.
using Abandon = std::function<void()>;

/// {"error":"…","message":"…"} with `status`.
HttpResponse http_error(int status, std::string_view error, std::string_view message);
/// A request that is not as it must be.
HttpResponse http_invalid(int status, std::string_view message);
/// For a method that is none of `allowed`, "GET, HEAD".
HttpResponse http_wrong_method(std::string_view allowed);
/// Too much at once; to be tried again in so many seconds.
HttpResponse http_busy(int status, std::string_view message, int seconds);
/// To another page, by GET.
HttpResponse http_see_other(std::string location);
/// `json` as it is, never cached.
HttpResponse http_json(std::string json);
/// What goes over the wire before the body.
std::string http_head(const HttpResponse& response, bool keep_alive);
/// What every answer carries: no sniffing, no framing, no inline scripts.
const std::vector<std::pair<std::string, std::string>>& security_headers();

}  // namespace wst
