#include "websocket/lws_io.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace wst {

std::string request_header(lws* wsi, lws_token_indexes token) {
  std::string value(static_cast<std::size_t>(lws_hdr_total_length(wsi, token)), '\0');
  if (value.empty()) return value;
  const int size = lws_hdr_copy(wsi, value.data(), static_cast<int>(value.size()) + 1, token);
  value.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
  return value;
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

bool write_ping(lws* wsi) {
  std::array<unsigned char, LWS_PRE + 1> buffer{};
  return lws_write(wsi, buffer.data() + LWS_PRE, 0, LWS_WRITE_PING) >= 0;
}

}  // namespace wst
