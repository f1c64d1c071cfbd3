#include "http/request_head.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/number.h"

namespace wst {

namespace {

constexpr std::array<std::string_view, 7> known_methods = {"GET",    "HEAD",  "POST",   "PUT",
                                                           "DELETE", "PATCH", "OPTIONS"};

bool is_token(std::string_view text) {
  constexpr std::string_view others = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           others.find(c) != std::string_view::npos;
  });
}

bool is_control(char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f; }

bool is_clean(std::string_view text) { return std::none_of(text.begin(), text.end(), is_control); }

bool is_base64_of_16_bytes(std::string_view key) {
  return key.size() == 24 && key.ends_with("==") &&
         std::all_of(key.begin(), key.end() - 2, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                  c == '+' || c == '/';
         });
}

std::optional<Error> read_request_line(std::string_view line, RequestHead& head) {
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) {
    return Error{"a request begins with METHOD PATH HTTP/1.1"};
  }
  head.method = line.substr(0, first);
  head.target = line.substr(first + 1, last - first - 1);
  head.version = line.substr(last + 1);
  const bool sound = is_token(head.method) && is_clean(head.target) &&
                     head.target.find_first_of(" \t") == std::string::npos &&
                     head.version.starts_with("HTTP/") && is_clean(head.version);
  if (!sound || head.target.empty()) return Error{"a request begins with METHOD PATH HTTP/1.1"};
  return std::nullopt;
}

void read_absolute_form(RequestHead& head) {
  const auto scheme = head.target.find("://");
  const std::string name = lower_case(head.target.substr(0, std::min(scheme, head.target.size())));
  if (name != "http" && name != "https") return;
  const auto authority = scheme + 3;
  const auto path = std::min(head.target.find_first_of("/?", authority), head.target.size());
  head.set("host", head.target.substr(authority, path - authority));
  head.target.erase(0, path);
  if (!head.target.starts_with('/')) head.target.insert(0, 1, '/');
}

void read_version(RequestHead& head) {
  const bool is_later = head.version.size() == 8 && head.version.starts_with("HTTP/1.") &&
                        head.version[7] > '1' && head.version[7] <= '9';
  if (is_later) head.version = "HTTP/1.1";
}

std::optional<Error> read_header(std::string_view line, RequestHead& head) {
  const auto colon = line.find(':');
  const auto name = line.substr(0, colon);
  if (colon == std::string_view::npos || !is_token(name)) {
    return Error{"a line of the request's head is not NAME: VALUE"};
  }
  const auto value = trimmed(line.substr(colon + 1));
  if (!is_clean(value)) {
    return Error{"the header " + std::string(name) + " holds a control character"};
  }
  head.headers.emplace_back(lower_case(name), value);
  return std::nullopt;
}

bool lists(const RequestHead& head, std::string_view name, std::string_view word) {
  const std::string value = lower_case(head.header(name));
  const auto items = list_items(value);
  return std::find(items.begin(), items.end(), word) != items.end();
}

std::optional<HttpResponse> refuse_request_line(const RequestHead& head) {
  if (head.version != "HTTP/1.1" && head.version != "HTTP/1.0") {
    return http_invalid(505, "only HTTP/1.1 is spoken here");
  }
  if (std::count(known_methods.begin(), known_methods.end(), head.method) == 0) {
    return http_invalid(501, "the method " + head.method + " is not known here");
  }
  if (!head.target.starts_with('/')) {
    return http_invalid(400, "what is asked for must be a path that begins with /");
  }
  if (!percent_decoded(head.target.substr(0, head.target.find('?')))) {
    return http_invalid(400, "each % in a path must stand before two hexadecimal digits");
  }
  return std::nullopt;
}

std::optional<HttpResponse> refuse_repetition(const RequestHead& head) {
  for (const std::string_view once : {"host", "origin", "upgrade", "content-length",
                                      "transfer-encoding", "content-type", "authorization"}) {
    if (head.count(once) > 1) {
      return http_invalid(400, "the header " + std::string(once) + " stands there twice");
    }
  }
  if (head.version == "HTTP/1.1" && !head.has("host")) {
    return http_invalid(400, "the header Host is missing");
  }
  return std::nullopt;
}

std::optional<HttpResponse> refuse_lengths(const RequestHead& head) {
  if (head.has("content-length") && head.has("transfer-encoding")) {
    return http_invalid(400, "a body has a content-length or a transfer-encoding, not both");
  }
  const std::string length = head.header("content-length");
  const bool number = length.size() < 16 && !length.empty() &&
                      length.find_first_not_of("0123456789") == std::string::npos;
  if (head.has("content-length") && !number) {
    return http_invalid(400, "the content-length must be a number of bytes");
  }
  return std::nullopt;
}

// Any other upgrade is an offer that need not be taken (RFC 9110, 7.8): curl and Java
// offer h2c with every request.
bool asks_for_websocket(const RequestHead& head) {
  return lower_case(head.header("upgrade")) == "websocket";
}

std::optional<HttpResponse> refuse_handshake(const RequestHead& head) {
  if (!asks_for_websocket(head)) return std::nullopt;
  if (head.method != "GET" || head.version != "HTTP/1.1" || !lists(head, "connection", "upgrade")) {
    return http_invalid(400,
                        "a WebSocket is opened by GET, HTTP/1.1, with the headers Upgrade: "
                        "websocket and Connection: Upgrade");
  }
  if (head.has("content-length") || head.has("transfer-encoding")) {
    return http_invalid(400, "a WebSocket is opened without a body");
  }
  if (head.header("sec-websocket-version") != "13") {
    auto refusal = http_invalid(426, "only version 13 of WebSocket is spoken here");
    refusal.headers.emplace_back("sec-websocket-version", "13");
    refusal.headers.emplace_back("upgrade", "websocket");
    return refusal;
  }
  if (!is_base64_of_16_bytes(head.header("sec-websocket-key"))) {
    return http_invalid(400, "the header Sec-WebSocket-Key must be 16 bytes in base64");
  }
  return std::nullopt;
}

}  // namespace

bool RequestHead::has(std::string_view name) const { return count(name) > 0; }

std::string RequestHead::header(std::string_view name) const {
  std::string joined;
  bool first = true;
  for (const auto& [key, value] : headers) {
    if (key != name) continue;
    joined += std::exchange(first, false) ? value : ", " + value;
  }
  return joined;
}

std::size_t RequestHead::count(std::string_view name) const {
  return static_cast<std::size_t>(std::count_if(
      headers.begin(), headers.end(), [&](const auto& line) { return line.first == name; }));
}

std::size_t RequestHead::content_length() const {
  return whole_number<std::size_t>(header("content-length")).value_or(0);
}

bool RequestHead::keeps_alive() const {
  return version == "HTTP/1.1" && !lists(*this, "connection", "close");
}

bool RequestHead::expects_continue() const {
  return lower_case(header("expect")) == "100-continue" && version == "HTTP/1.1";
}

void RequestHead::remove(std::string_view name) {
  std::erase_if(headers, [&](const auto& line) { return line.first == name; });
}

void RequestHead::set(std::string_view name, std::string value) {
  remove(name);
  headers.emplace_back(name, std::move(value));
}

// Also at bare line feeds: the end of such a head must be found for it to be refused.
std::optional<std::size_t> end_of_head(std::string_view bytes, std::size_t seen) {
  std::size_t from = bytes.find_first_not_of("\r\n");
  if (from == std::string_view::npos) return std::nullopt;
  from = std::max(from, seen < 3 ? 0 : seen - 3);
  while ((from = bytes.find('\n', from)) != std::string_view::npos) {
    const auto rest = bytes.substr(++from);
    if (rest.starts_with('\n')) return from + 1;
    if (rest.starts_with("\r\n")) return from + 2;
  }
  return std::nullopt;
}

Result<RequestHead> parse_request_head(std::string_view text) {
  RequestHead head;
  text.remove_prefix(std::min(text.find_first_not_of("\r\n"), text.size()));
  bool first = true;
  while (!text.empty()) {
    const auto end = text.find("\r\n");
    const auto line = text.substr(0, end);
    if (end == std::string_view::npos || line.find_first_of("\r\n") != std::string_view::npos) {
      return Error{"the lines of a request's head end with a carriage return and a line feed"};
    }
    text.remove_prefix(end + 2);
    if (line.empty()) break;
    const auto problem =
        std::exchange(first, false) ? read_request_line(line, head) : read_header(line, head);
    if (problem) return *problem;
  }
  if (first) return Error{"there is no request"};
  read_version(head);
  if (head.count("host") <= 1) read_absolute_form(head);
  return head;
}

std::optional<HttpResponse> refuse_head(const RequestHead& head) {
  for (const auto rule :
       {refuse_request_line, refuse_repetition, refuse_lengths, refuse_handshake}) {
    if (auto refusal = rule(head)) return refusal;
  }
  return std::nullopt;
}

HttpRequest request_of(const RequestHead& head) {
  HttpRequest request;
  request.method = head.method;
  const auto mark = std::min(head.target.find('?'), head.target.size());
  request.path = percent_decoded(head.target.substr(0, mark)).value_or("");
  if (mark < head.target.size()) request.query = head.target.substr(mark + 1);
  request.host = head.header("host");
  request.origin = head.header("origin");
  request.fetch_site = head.header("sec-fetch-site");
  request.accept_encoding = head.header("accept-encoding");
  request.if_none_match = head.header("if-none-match");
  request.content_type = head.header("content-type");
  request.cookie = head.header("cookie");
  request.authorization = head.header("authorization");
  request.user_agent = head.header("user-agent");
  request.asks_for_websocket = asks_for_websocket(head);
  request.subprotocols = head.header("sec-websocket-protocol");
  return request;
}

std::string rewritten(const RequestHead& head, const std::string& subprotocol) {
  std::string text = head.method + " " + head.target + " " + head.version + "\r\n";
  const auto add = [&text](std::string_view name, std::string_view value) {
    text.append(name).append(": ").append(value).append("\r\n");
  };
  for (const std::string_view name : {"host", "sec-websocket-key", "sec-websocket-version"}) {
    add(name, head.header(name));
  }
  add("upgrade", "websocket");
  add("connection", "Upgrade");
  if (!subprotocol.empty()) add("sec-websocket-protocol", subprotocol);
  return text + "\r\n";
}

}  // namespace wst
