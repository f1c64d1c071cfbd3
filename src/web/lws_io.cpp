#include "web/lws_io.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <deque>
#include <utility>

namespace wst {

namespace {

constexpr std::size_t head_bytes = 4 << 10;

std::string method(lws* wsi) {
  constexpr std::array<std::pair<lws_token_indexes, const char*>, 3> methods = {
      {{WSI_TOKEN_GET_URI, "GET"}, {WSI_TOKEN_HEAD_URI, "HEAD"}, {WSI_TOKEN_POST_URI, "POST"}}};
  for (const auto& [token, name] : methods) {
    if (lws_hdr_total_length(wsi, token) > 0) return name;
  }
  return "OTHER";
}

bool add_header(lws* wsi, const std::string& name, const std::string& value, unsigned char** at,
                unsigned char* end) {
  const std::string key = name + ":";
  return lws_add_http_header_by_name(wsi, reinterpret_cast<const unsigned char*>(key.c_str()),
                                     reinterpret_cast<const unsigned char*>(value.data()),
                                     static_cast<int>(value.size()), at, end) == 0;
}

}  // namespace

std::string request_header(lws* wsi, lws_token_indexes token) {
  std::string value(static_cast<std::size_t>(lws_hdr_total_length(wsi, token)), '\0');
  if (value.empty()) return value;
  const int size = lws_hdr_copy(wsi, value.data(), static_cast<int>(value.size()) + 1, token);
  value.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
  return value;
}

HttpRequest read_request(lws* wsi, std::string path) {
  return {.method = method(wsi),
          .path = std::move(path),
          .host = request_header(wsi, WSI_TOKEN_HOST),
          .origin = request_header(wsi, WSI_TOKEN_ORIGIN),
          .accept_encoding = request_header(wsi, WSI_TOKEN_HTTP_ACCEPT_ENCODING),
          .if_none_match = request_header(wsi, WSI_TOKEN_HTTP_IF_NONE_MATCH)};
}

bool write_head(lws* wsi, const HttpResponse& response) {
  std::array<unsigned char, LWS_PRE + head_bytes> buffer;
  unsigned char* start = buffer.data() + LWS_PRE;
  unsigned char* at = start;
  unsigned char* end = buffer.data() + buffer.size();
  if (lws_add_http_header_status(wsi, static_cast<unsigned>(response.status), &at, end) != 0) {
    return false;
  }
  for (const auto& [name, value] : response.headers) add_header(wsi, name, value, &at, end);
  const std::size_t size = response.body ? response.body->size() : 0;
  if (response.status != 304 && lws_add_http_header_content_length(wsi, size, &at, end) != 0) {
    return false;
  }
  return lws_finalize_write_http_header(wsi, start, &at, end) == 0;
}

// Through a buffer of our own: lws writes its header before the payload, which
// others may be reading.
bool write_fragment(lws* wsi, const std::string& bytes, std::size_t offset, int kind) {
  std::array<unsigned char, LWS_PRE + fragment_bytes> buffer;
  const std::size_t size = std::min(fragment_bytes, bytes.size() - offset);
  std::memcpy(buffer.data() + LWS_PRE, bytes.data() + offset, size);
  return lws_write(wsi, buffer.data() + LWS_PRE, size, static_cast<lws_write_protocol>(kind)) >=
         static_cast<int>(size);
}

const lws_protocol_vhost_options* headers_of_every_answer() {
  static const auto list = [] {
    std::deque<std::pair<std::string, lws_protocol_vhost_options>> headers;
    const lws_protocol_vhost_options* next = nullptr;
    for (const auto& [name, value] : security_headers()) {
      auto& [key, header] = headers.emplace_front(name + ":", lws_protocol_vhost_options{});
      header = {.next = next, .options = nullptr, .name = key.c_str(), .value = value.c_str()};
      next = &header;
    }
    return headers;
  }();
  return &list.front().second;
}

}  // namespace wst
