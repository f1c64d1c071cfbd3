#include "web/listener.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace wst {

namespace {

// Beyond what the network has taken, a socket holds little: a slow client then
// skips samples here instead of getting them all late.
constexpr int unsent_bytes = 32 << 10;
constexpr int max_accepts_per_event = 64;

UniqueFd open_reserve() { return UniqueFd(::open("/dev/null", O_RDONLY | O_CLOEXEC)); }

std::pair<std::string, std::string> names(const sockaddr_storage& address, socklen_t size) {
  std::array<char, NI_MAXHOST> host{};
  std::array<char, NI_MAXSERV> port{};
  getnameinfo(reinterpret_cast<const sockaddr*>(&address), size, host.data(), host.size(),
              port.data(), port.size(), NI_NUMERICHOST | NI_NUMERICSERV);
  return {host.data(), port.data()};
}

UniqueFd bind_to(const addrinfo& address) {
  UniqueFd socket(::socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  const int on = 1;
  setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (::bind(socket.get(), address.ai_addr, address.ai_addrlen) != 0) return {};
  if (::listen(socket.get(), SOMAXCONN) != 0) return {};
  return socket;
}

std::string explain_bind(const std::string& address, const std::string& port, int error) {
  const std::string where = address + ":" + port;
  if (error == EADDRINUSE) {
    return where + " is in use by another program; end that one or choose another with --listen";
  }
  return "cannot listen on " + where + ": " + std::strerror(error);
}

}  // namespace

Result<std::unique_ptr<Listener>> Listener::open(ev::loop_ref loop, const std::string& address,
                                                 const std::string& port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  addrinfo* found = nullptr;
  const int failed = getaddrinfo(address.c_str(), port.c_str(), &hints, &found);
  if (failed != 0) return Error{"cannot listen on " + address + ": " + gai_strerror(failed)};
  UniqueFd socket = bind_to(*found);
  const int error = errno;
  freeaddrinfo(found);
  if (!socket) return Error{explain_bind(address, port, error)};
  return std::unique_ptr<Listener>(new Listener(loop, std::move(socket)));
}

Listener::Listener(ev::loop_ref loop, UniqueFd socket)
    : socket_(std::move(socket)), reserve_(open_reserve()), readable_(loop) {
  readable_.set<Listener, &Listener::on_readable>(this);
}

void Listener::start(OnAccept on_accept) {
  on_accept_ = std::move(on_accept);
  readable_.start(socket_.get(), ev::READ);
}

std::string Listener::url() const {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&address), &size);
  const auto [host, port] = names(address, size);
  return "http://" + (address.ss_family == AF_INET6 ? "[" + host + "]" : host) + ":" + port + "/";
}

void Listener::on_readable(ev::io&, int) noexcept {
  for (int i = 0; i < max_accepts_per_event; ++i) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    UniqueFd socket(::accept4(socket_.get(), reinterpret_cast<sockaddr*>(&address), &size,
                              SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!socket) {
      if (errno == EMFILE || errno == ENFILE) turn_one_away();
      return;
    }
    const int on = 1;
    setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(socket.get(), IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent_bytes, sizeof unsent_bytes);
    on_accept_(std::move(socket), names(address, size).first);
  }
}

// A connection that cannot be accepted keeps the listener readable for ever:
// the loop would spin.
void Listener::turn_one_away() {
  reserve_.reset();
  UniqueFd turned_away(::accept4(socket_.get(), nullptr, nullptr, SOCK_CLOEXEC));
  turned_away.reset();
  reserve_ = open_reserve();
}

}  // namespace wst
