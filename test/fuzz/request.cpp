// The head of an HTTP request: read, judged, and written anew for libwebsockets.
#include <algorithm>
#include <string>

#include "base/ascii.h"
#include "http/admission.h"
#include "http/proxy_header.h"
#include "http/request_head.h"
#include "law.h"

using namespace wst;
using wst::fuzz::must;

namespace {

/// As a socket hands it out, byte by byte.
std::optional<std::size_t> end_found_late(std::string_view bytes) {
  for (std::size_t size = 0; size <= bytes.size(); ++size) {
    const auto end = end_of_head(bytes.substr(0, size), size == 0 ? 0 : size - 1);
    if (end) return end;
  }
  return std::nullopt;
}

void check_answer(const HttpResponse& refusal) {
  const auto text = http_head(refusal, false);
  const auto head = text.substr(0, text.find("\r\n\r\n"));
  must(refusal.status >= 400 && refusal.status < 600, "a refusal is none");
  must(std::none_of(head.begin(), head.end(),
                    [](char c) { return (c >= 0 && c < ' ' && c != '\r' && c != '\n'); }),
       "an answer's head has control characters");
}

// Nobody behind us may read it differently.
void check_rewritten(const RequestHead& head, const std::string& subprotocol) {
  const auto text = rewritten(head, subprotocol);
  must(end_of_head(text, 0) == text.size(), "a head ends before its end");
  const auto again = parse_request_head(text);
  must(again.ok(), "what was rewritten cannot be read");
  must(again->method == head.method && again->target == head.target, "another request is made");
  must(again->header("sec-websocket-protocol") == subprotocol, "another subprotocol is asked for");
  for (const std::string name : {"host", "sec-websocket-key", "sec-websocket-version"}) {
    must(again->header(name) == head.header(name), "a header changed");
  }
  must(again->headers.size() <= 6, "more is told than is needed");
  // The lines may change places.
  must(rewritten(again.value(), subprotocol).size() == text.size(), "it changes once more");
}

void check_admitted(const HttpRequest& request) {
  const auto host = lower_case(request.host.substr(0, request.host.rfind(':')));
  const bool opens = request.asks_for_websocket;
  if (opens) must(request.path.starts_with("/ws"), "a socket is opened elsewhere");
  if (!opens && request.method != "POST") return;
  must(request.origin.empty() || lower_case(request.origin).find(host) != std::string::npos,
       "a foreign page is let in");
  must(request.fetch_site != "cross-site", "a page of another site is let in");
}

/// What a proxy sends before it, in pieces of any size.
void check_proxy_header(std::string_view bytes) {
  const auto header = read_proxy_header(bytes);
  if (header.state != ProxyHeader::State::complete) return;
  must(header.size <= bytes.size(), "a header reaches beyond what has come");
  for (std::size_t size = 0; size < header.size; ++size) {
    must(read_proxy_header(bytes.substr(0, size)).state == ProxyHeader::State::incomplete,
         "a header is taken before it is there");
  }
  must(read_proxy_header(bytes.substr(0, header.size)).address == header.address,
       "a header depends on what follows");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = fuzz::text_of(data, size);
  check_proxy_header(bytes);
  const auto end = end_of_head(bytes, 0);
  must(end == end_found_late(bytes), "where a head ends depends on how it comes");
  if (!end) return 0;
  const auto head = parse_request_head(bytes.substr(0, *end));
  if (!head) return 0;
  const auto refusal = refuse_head(head.value());
  if (refusal) {
    check_answer(*refusal);
    return 0;
  }
  const auto request = request_of(head.value());
  if (const auto unwelcome = Admission().refuse(request)) {
    check_answer(*unwelcome);
    return 0;
  }
  check_admitted(request);
  if (!request.asks_for_websocket) return 0;
  const auto chosen = choose_subprotocol(request.subprotocols);
  check_rewritten(head.value(), chosen ? chosen.value() : "");
  return 0;
}
