// Both ends of TCP connections within a test.
#pragma once

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <string>
#include <string_view>
#include <utility>

#include "base/unique_fd.h"
#include "catch.h"
#include "loop.h"

namespace wst::test {

inline void make_non_blocking(const UniqueFd& socket) {
  REQUIRE(fcntl(socket.get(), F_SETFL, O_NONBLOCK) == 0);
}

/// A client's end, and the server's, connected.
inline std::pair<UniqueFd, UniqueFd> connected() {
  const UniqueFd listening(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* name = reinterpret_cast<sockaddr*>(&address);
  REQUIRE(bind(listening.get(), name, size) == 0);
  REQUIRE(listen(listening.get(), 1) == 0);
  REQUIRE(getsockname(listening.get(), name, &size) == 0);
  UniqueFd client(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  REQUIRE(connect(client.get(), name, size) == 0);
  UniqueFd server(accept(listening.get(), nullptr, nullptr));
  REQUIRE(server);
  make_non_blocking(client);
  make_non_blocking(server);
  return {std::move(client), std::move(server)};
}

/// A client that the test plays; what it is told is kept.
class TestClient {
 public:
  explicit TestClient(UniqueFd socket) : socket_(std::move(socket)) {}

  void say(std::string_view text) const {
    CHECK(send(socket_.get(), text.data(), text.size(), MSG_NOSIGNAL) ==
          static_cast<ssize_t>(text.size()));
  }
  void leave() { socket_.reset(); }
  void say_no_more() const { REQUIRE(shutdown(socket_.get(), SHUT_WR) == 0); }
  /// Without the farewell that TCP has.
  void break_off() {
    const linger none{1, 0};
    setsockopt(socket_.get(), SOL_SOCKET, SO_LINGER, &none, sizeof none);
    leave();
  }
  /// Whether the other side is done, after hearing all it said.
  bool is_over() {
    std::array<char, 4096> buffer;
    while (!over_) {
      const auto size = recv(socket_.get(), buffer.data(), buffer.size(), 0);
      if (size < 0 && (errno == EAGAIN || errno == EINTR)) return false;
      if (size < 0) was_reset = true;
      if (size <= 0) over_ = true;
      if (size > 0) heard.append(buffer.data(), static_cast<std::size_t>(size));
    }
    return true;
  }
  void hear_to_the_end() {
    run_until([this] { return is_over(); });
  }

  std::string heard;
  bool was_reset = false;

 private:
  UniqueFd socket_;
  bool over_ = false;
};

}  // namespace wst::test
