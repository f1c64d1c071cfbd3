#include "tls/tunnel.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

#include "base/release.h"

namespace wst {

namespace {

constexpr std::size_t bytes_per_turn = SSL3_RT_MAX_PLAIN_LENGTH;
constexpr char begins_handshake = SSL3_RT_HANDSHAKE;
// So little waits between the two that a slow client skips samples as it does
// without a tunnel. The kernel doubles it.
constexpr int pair_bytes = 16 << 10;
constexpr double unread_seconds = 30;
constexpr double lingering_seconds = 2;

bool would_block() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

std::pair<UniqueFd, UniqueFd> make_pair() {
  std::array<int, 2> ends = {-1, -1};
  socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data());
  for (const int end : ends) setsockopt(end, SOL_SOCKET, SO_SNDBUF, &pair_bytes, sizeof pair_bytes);
  return {UniqueFd(ends[0]), UniqueFd(ends[1])};
}

void watch_for(ev::io& watcher, const UniqueFd& socket, int events) {
  if (watcher.is_active() && watcher.events == events) return;
  watcher.stop();
  if (events != 0) watcher.start(socket.get(), events);
}

// What is left of `bytes`; without any, they cost nothing.
void take_off(std::string& bytes, std::size_t size) {
  bytes.erase(0, size);
  if (bytes.empty()) release(bytes);
}

}  // namespace

Tunnel::Tunnel(ev::loop_ref loop, Owner& owner, std::uint64_t id, UniqueFd socket,
               TlsConnection connection, Guest guest)
    : owner_(owner),
      id_(id),
      socket_(std::move(socket)),
      guest_(std::move(guest)),
      connection_(std::move(connection)),
      outer_watcher_(loop),
      inner_watcher_(loop) {
  outer_watcher_.set<Tunnel, &Tunnel::on_outer>(this);
  inner_watcher_.set<Tunnel, &Tunnel::on_inner>(this);
  watch_for(outer_watcher_, socket_, ev::READ);
}

UniqueFd Tunnel::take_socket() {
  outer_watcher_.stop();
  return std::move(socket_);
}

void Tunnel::on_outer(ev::io&, int) noexcept {
  if (inner_) return move();
  SSL_in_before(connection_.get()) ? begin() : shake_hands();
}

void Tunnel::on_inner(ev::io&, int) noexcept { move(); }

void Tunnel::begin() {
  char first = 0;
  const auto size = recv(socket_.get(), &first, 1, MSG_PEEK);
  if (size < 0 && would_block()) return;
  if (size <= 0) return owner_.on_over(*this);
  first == begins_handshake ? shake_hands() : owner_.on_http(*this);
}

void Tunnel::shake_hands() {
  ERR_clear_error();
  int waits_for = 0;
  const Step step = judge(SSL_do_handshake(connection_.get()), waits_for);
  if (step == Step::waits) return watch_for(outer_watcher_, socket_, waits_for);
  step == Step::done ? open() : owner_.on_over(*this);
}

void Tunnel::open() {
  auto [inner, plain] = make_pair();
  if (!inner) return owner_.on_over(*this);
  inner_ = std::move(inner);
  plain_ = plain.get();
  owner_.set_deadline(*this, std::nullopt);
  watch();
  owner_.on_open(*this, std::move(plain));
}

// One piece each way, so that the others have their turn.
void Tunnel::move() {
  if (!read_outer()) return owner_.on_over(*this);
  write_inner();
  read_inner();
  if (!write_outer()) return owner_.on_over(*this);
  watch();
}

// False: the client broke off.
bool Tunnel::read_outer() {
  if (!inward_.empty() || client_ended_) return true;
  std::array<char, bytes_per_turn> buffer;
  ERR_clear_error();
  const int size = SSL_read(connection_.get(), buffer.data(), static_cast<int>(buffer.size()));
  const Step step = judge(size, reading_waits_for_);
  if (step == Step::done) {
    reading_waits_for_ = ev::READ;
    inward_.assign(buffer.data(), static_cast<std::size_t>(size));
  }
  client_ended_ = step == Step::ended;
  return step != Step::failed;
}

// For an inner end that is gone, what the client still says is dropped.
void Tunnel::write_inner() {
  if (!inward_.empty()) {
    const auto sent = send(inner_.get(), inward_.data(), inward_.size(), MSG_NOSIGNAL);
    if (sent < 0 && would_block()) return;
    const std::size_t done = sent < 0 ? inward_.size() : static_cast<std::size_t>(sent);
    take_off(inward_, done);
    passed_ += done;
  }
  if (inward_.empty() && client_ended_) shutdown(inner_.get(), SHUT_WR);
}

void Tunnel::read_inner() {
  if (!outward_.empty() || outward_state_ != Outward::open) return;
  std::array<char, bytes_per_turn> buffer;
  const auto size = recv(inner_.get(), buffer.data(), buffer.size(), 0);
  if (size < 0 && would_block()) return;
  if (size > 0) {
    outward_.assign(buffer.data(), static_cast<std::size_t>(size));
    return;
  }
  outward_state_ = Outward::ended;
  owner_.set_deadline(*this, unread_seconds);
  owner_.on_lingering(*this);
}

// False: the client broke off, or all is said on both sides.
bool Tunnel::write_outer() {
  if (outward_.empty()) return outward_state_ == Outward::open || end_outer();
  ERR_clear_error();
  const int size = SSL_write(connection_.get(), outward_.data(), static_cast<int>(outward_.size()));
  const Step step = judge(size, writing_waits_for_);
  if (step == Step::done) {
    writing_waits_for_ = ev::WRITE;
    take_off(outward_, static_cast<std::size_t>(size));
  }
  return step == Step::done || step == Step::waits;
}

// Closed at once, what the client still sends would take the last bytes from it.
bool Tunnel::end_outer() {
  if (outward_state_ == Outward::told) return !client_ended_;
  ERR_clear_error();
  const int returned = SSL_shutdown(connection_.get());
  const Step step = returned == 0 ? Step::done : judge(returned, writing_waits_for_);
  if (step == Step::waits) return true;
  if (step == Step::failed) return false;
  outward_state_ = Outward::told;
  shutdown(socket_.get(), SHUT_WR);
  owner_.set_deadline(*this, lingering_seconds);
  return !client_ended_;
}

Tunnel::Step Tunnel::judge(int returned, int& waits_for) {
  if (returned > 0) return Step::done;
  const int error = SSL_get_error(connection_.get(), returned);
  if (error == SSL_ERROR_ZERO_RETURN) return Step::ended;
  if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE) return Step::failed;
  waits_for = error == SSL_ERROR_WANT_READ ? ev::READ : ev::WRITE;
  return Step::waits;
}

void Tunnel::watch() {
  const bool reads = inward_.empty() && !client_ended_;
  const bool writes = !outward_.empty() || outward_state_ == Outward::ended;
  watch_for(outer_watcher_, socket_,
            (reads ? reading_waits_for_ : 0) | (writes ? writing_waits_for_ : 0));
  watch_for(inner_watcher_, inner_,
            (outward_.empty() && outward_state_ == Outward::open ? int(ev::READ) : 0) |
                (inward_.empty() ? 0 : int(ev::WRITE)));
  // What has been deciphered already is not announced by the socket.
  if (reads && SSL_pending(connection_.get()) > 0) outer_watcher_.feed_event(ev::READ);
}

}  // namespace wst
