#include "websocket/inflow.h"

#include <linux/tcp.h>  // that of the C library lacks the count
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>

namespace wst {

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
