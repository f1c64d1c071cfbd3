#include "websocket/lws_io.h"

#include <linux/tcp.h>  // that of the C library lacks the count
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

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

std::uint64_t bytes_waiting(int socket) {
  int size = 0;
  return ioctl(socket, FIONREAD, &size) == 0 ? static_cast<std::uint64_t>(size) : 0;
}

// What comes between the two calls counts as waiting, so never as read.
std::optional<std::uint64_t> bytes_read(int socket) {
  tcp_info info{};
  socklen_t size = sizeof info;
  if (getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return std::nullopt;
  const std::uint64_t received = info.tcpi_bytes_received;
  return received - std::min(received, bytes_waiting(socket));
}

}  // namespace wst
