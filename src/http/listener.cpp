#include "http/listener.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <grp.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string_view>
#include <utility>

#include "base/clock.h"
#include "base/number.h"
#include "http/exposure.h"

namespace wst {

namespace {

// Beyond what the network has taken, a socket holds little: a slow client then
// skips samples here instead of getting them all late.
constexpr int unsent_bytes = 32 << 10;
constexpr int max_accepts_per_event = 64;
constexpr double seconds_of_rest = 0.1;
constexpr auto no_group = static_cast<gid_t>(-1);

UniqueFd open_last() { return UniqueFd(::open("/dev/null", O_RDONLY | O_CLOEXEC)); }

std::pair<std::string, std::string> names(const sockaddr_storage& address, socklen_t size) {
  std::array<char, NI_MAXHOST> host{};
  std::array<char, NI_MAXSERV> port{};
  getnameinfo(reinterpret_cast<const sockaddr*>(&address), size, host.data(), host.size(),
              port.data(), port.size(), NI_NUMERICHOST | NI_NUMERICSERV);
  return {host.data(), port.data()};
}

int integer_of(const UniqueFd& socket, int option) {
  int value = 0;
  socklen_t size = sizeof value;
  return getsockopt(socket.get(), SOL_SOCKET, option, &value, &size) == 0 ? value : -1;
}

std::pair<std::string, std::string> bound_to(const UniqueFd& socket) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size);
  return names(address, size);
}

int family_of(const UniqueFd& socket) { return integer_of(socket, SO_DOMAIN); }

/// The path of a unix socket; "@name" where it has no file, empty where it has no name.
std::string path_of(const UniqueFd& socket) {
  sockaddr_un address{};
  socklen_t size = sizeof address;
  getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size);
  const auto length = size - std::min<std::size_t>(size, offsetof(sockaddr_un, sun_path));
  std::string path(address.sun_path, std::min(length, sizeof address.sun_path));
  if (path.starts_with('\0')) path[0] = '@';
  return path.substr(0, path.find('\0'));
}

UniqueFd bind_to(const addrinfo& address, bool only_ipv6) {
  UniqueFd socket(::socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  const int on = 1;
  setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  const int only = only_ipv6;
  setsockopt(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, &only, sizeof only);
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

Peer peer_at(const sockaddr_storage& address, socklen_t size) {
  if (address.ss_family == AF_UNIX) return {.address = "unix", .local = true};
  return {.address = names(address, size).first};
}

UniqueFd new_unix_socket() {
  return UniqueFd(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
}

// Makes room for a socket at `address`; says what is there if that must stay.
std::optional<Error> clear_away(const sockaddr_un& address) {
  const std::string path = address.sun_path;
  struct stat found = {};
  if (lstat(path.c_str(), &found) != 0) return std::nullopt;
  if (!S_ISSOCK(found.st_mode)) return Error{path + " is there already and no socket"};
  const auto probe = new_unix_socket();
  const auto* name = reinterpret_cast<const sockaddr*>(&address);
  if (::connect(probe.get(), name, sizeof address) == 0 || errno != ECONNREFUSED) {
    return Error{path + " is in use by another program; end that one or choose another --listen"};
  }
  ::unlink(path.c_str());
  return std::nullopt;
}

// For nobody, until it is for those who may: whoever connects in between would stay connected.
UniqueFd bind_to(const sockaddr_un& address, mode_t mode, gid_t group) {
  auto socket = new_unix_socket();
  const auto before = ::umask(0777);
  const int failed =
      ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
  ::umask(before);
  if (failed) return {};
  const bool given = group == no_group || ::lchown(address.sun_path, -1U, group) == 0;
  if (given && ::chmod(address.sun_path, mode) == 0 && ::listen(socket.get(), SOMAXCONN) == 0) {
    return socket;
  }
  const int why = errno;
  ::unlink(address.sun_path);
  errno = why;
  return {};
}

Result<gid_t> group_named(const std::string& name) {
  if (name.empty()) return no_group;
  const group* found = ::getgrnam(name.c_str());
  if (!found) return Error{"--socket-group: there is no group \"" + name + "\""};
  return found->gr_gid;
}

/// As many as a supervisor has put from descriptor 3 on, if it means us.
std::vector<UniqueFd> handed_over() {
  constexpr int first = 3;
  constexpr int most = 64;
  const auto number = [](const char* name) {
    const char* value = std::getenv(name);
    return value ? whole_number<int>(value) : std::nullopt;
  };
  std::vector<UniqueFd> sockets;
  if (number("LISTEN_PID") != ::getpid()) return sockets;
  const int count = std::min(number("LISTEN_FDS").value_or(0), most);
  for (int socket = first; socket < first + count; ++socket) sockets.emplace_back(socket);
  for (const char* name : {"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"}) ::unsetenv(name);
  return sockets;
}

bool is_listening(const UniqueFd& socket) {
  const int family = family_of(socket);
  return (family == AF_INET || family == AF_INET6 || family == AF_UNIX) &&
         integer_of(socket, SO_TYPE) == SOCK_STREAM && integer_of(socket, SO_ACCEPTCONN) == 1;
}

}  // namespace

Result<std::unique_ptr<Listener>> Listener::open(ev::loop_ref loop, const std::string& address,
                                                 const std::string& port, bool only_ipv6) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  addrinfo* found = nullptr;
  const int failed = getaddrinfo(address.c_str(), port.c_str(), &hints, &found);
  if (failed != 0) return Error{"cannot listen on " + address + ": " + gai_strerror(failed)};
  UniqueFd socket = bind_to(*found, only_ipv6);
  const int error = errno;
  freeaddrinfo(found);
  if (!socket) return Error{explain_bind(address, port, error)};
  return std::unique_ptr<Listener>(new Listener(loop, std::move(socket)));
}

Result<std::unique_ptr<Listener>> Listener::open_unix(ev::loop_ref loop, const std::string& path,
                                                      const SocketFile& file) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) {
    return Error{path + " is too long for a unix socket; it has at most " +
                 std::to_string(sizeof address.sun_path - 1) + " bytes"};
  }
  path.copy(address.sun_path, path.size());
  const auto group = group_named(file.group);
  if (!group) return group.error();
  if (auto error = clear_away(address)) return *error;
  auto socket = bind_to(address, file.mode, group.value());
  if (!socket) return Error{"cannot listen on " + path + ": " + std::strerror(errno)};
  return std::unique_ptr<Listener>(new Listener(loop, std::move(socket), path));
}

Result<std::vector<std::unique_ptr<Listener>>> Listener::inherited(ev::loop_ref loop) {
  std::vector<std::unique_ptr<Listener>> listeners;
  for (auto& socket : handed_over()) {
    if (!is_listening(socket)) {
      return Error{"descriptor " + std::to_string(socket.get()) +
                   " of LISTEN_FDS is no listening stream socket; give ListenStream= in the unit"};
    }
    ::fcntl(socket.get(), F_SETFD, FD_CLOEXEC);
    ::fcntl(socket.get(), F_SETFL, O_NONBLOCK);
    listeners.push_back(std::unique_ptr<Listener>(new Listener(loop, std::move(socket))));
  }
  return listeners;
}

Listener::Listener(ev::loop_ref loop, UniqueFd socket, std::string path)
    : socket_(std::move(socket)),
      path_(std::move(path)),
      last_(open_last()),
      readable_(loop),
      rested_(loop) {
  readable_.set<Listener, &Listener::on_readable>(this);
  rested_.set<Listener, &Listener::on_rested>(this);
  if (!path_.empty()) lstat(path_.c_str(), &file_);
}

// Unless it is another's by now.
Listener::~Listener() {
  struct stat found = {};
  if (path_.empty() || lstat(path_.c_str(), &found) != 0) return;
  if (found.st_ino == file_.st_ino && found.st_dev == file_.st_dev) ::unlink(path_.c_str());
}

void Listener::start(Reserve& reserve, OnAccept on_accept, OnShortage on_shortage) {
  reserve_ = &reserve;
  on_accept_ = std::move(on_accept);
  on_shortage_ = std::move(on_shortage);
  readable_.start(socket_.get(), ev::READ);
}

void Listener::stop() {
  readable_.stop();
  rested_.stop();
}

std::string Listener::url(bool encrypted) const {
  return is_local() ? where() : (encrypted ? "https://" : "http://") + where() + "/";
}

std::string Listener::where() const {
  if (is_local()) return "unix:" + path_of(socket_);
  const auto [host, port] = bound_to(socket_);
  return (host.find(':') == std::string::npos ? host : "[" + host + "]") + ":" + port;
}

bool Listener::is_local() const { return family_of(socket_) == AF_UNIX; }

bool Listener::is_loopback() const {
  return !is_local() && is_loopback_address(bound_to(socket_).first);
}

void Listener::on_readable(ev::io&, int) noexcept {
  for (int i = 0; i < max_accepts_per_event && accept_one(); ++i) continue;
}

void Listener::on_rested(ev::timer&, int) noexcept {
  if (!last_) last_ = open_last();
  readable_.start();
}

// A connection that cannot be accepted keeps the listener readable for ever: the
// loop would spin.
void Listener::rest() {
  readable_.stop();
  rested_.start(seconds_of_rest, 0);
}

// False: nobody else waits, or nobody else can be taken.
bool Listener::accept_one() {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  UniqueFd socket(::accept4(socket_.get(), reinterpret_cast<sockaddr*>(&address), &size,
                            SOCK_NONBLOCK | SOCK_CLOEXEC));
  if (!socket) {
    const bool is_short = errno == EMFILE || errno == ENFILE;
    const bool still_waits = is_short ? !accept_by_reserve() : errno == ENOMEM || errno == ENOBUFS;
    if (still_waits) rest();
    return false;
  }
  const Peer peer = peer_at(address, size);
  const Shortage shortage = shortage_with(socket);
  if (shortage != Shortage::none) {
    on_shortage_(std::move(socket), peer, shortage);
    return true;
  }
  const int on = 1;  // a unix socket does without these
  setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  setsockopt(socket.get(), IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent_bytes, sizeof unsent_bytes);
  on_accept_(std::move(socket), peer);
  return true;
}

Shortage Listener::shortage_with(const UniqueFd& socket) const {
  const Shortage descriptors = Reserve::shortage_with(socket.get());
  return descriptors != Shortage::none ? descriptors : reserve_->shortage(steady_now());
}

// In the place of one that is given up for a moment: unless another process was faster, or the
// limit is lower than what is open.
bool Listener::accept_by_reserve() {
  last_.reset();
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  UniqueFd socket(::accept4(socket_.get(), reinterpret_cast<sockaddr*>(&address), &size,
                            SOCK_NONBLOCK | SOCK_CLOEXEC));
  const bool is_taken = bool(socket);
  if (socket) on_shortage_(std::move(socket), peer_at(address, size), Shortage::descriptors);
  last_ = open_last();
  return is_taken;
}

}  // namespace wst
