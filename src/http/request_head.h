// The head of a request as text: read strictly, so that nobody behind us can
// read it differently, judged, and written anew for libwebsockets.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "http/http.h"

namespace wst {

struct RequestHead {
  std::string method;
  std::string target;
  std::string version;                                       ///< "HTTP/1.1" or "HTTP/1.0"
  std::vector<std::pair<std::string, std::string>> headers;  ///< names in lower case

  [[nodiscard]] bool has(std::string_view name) const;
  /// Of all lines with this name, parted by ", "; empty if there is none.
  [[nodiscard]] std::string header(std::string_view name) const;
  [[nodiscard]] std::size_t count(std::string_view name) const;
  /// Of the body; 0 if it is not told.
  [[nodiscard]] std::size_t content_length() const;
  /// Another request may follow.
  [[nodiscard]] bool keeps_alive() const;
  /// The client waits for leave to send the body.
  [[nodiscard]] bool expects_continue() const;
  void remove(std::string_view name);
  /// Instead of whatever lines it has.
  void set(std::string_view name, std::string value);
};

/// Where the head at the beginning of `bytes` ends, behind its empty line;
/// nothing if it does not end yet. `seen`: bytes known not to hold the end.
std::optional<std::size_t> end_of_head(std::string_view bytes, std::size_t seen);

/// `text` up to end_of_head(). The error says in words what is wrong. A target in absolute form
/// becomes a path and the Host that it names (RFC 9112, 3.2.2); later versions of HTTP/1 are 1.1.
Result<RequestHead> parse_request_head(std::string_view text);

/// The refusal of what no path here can answer: another version of HTTP, an
/// unknown method, no Host, lengths that contradict each other, a handshake that
/// lacks something.
std::optional<HttpResponse> refuse_head(const RequestHead& head);

/// As the rules and routes see it.
HttpRequest request_of(const RequestHead& head);

/// A handshake for libwebsockets: what that needs, and of the subprotocols the chosen one. Longer
/// lists than it has room for would end the connection without a word.
std::string rewritten(const RequestHead& head, const std::string& subprotocol);

}  // namespace wst
