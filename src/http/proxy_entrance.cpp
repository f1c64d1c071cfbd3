#include "http/proxy_entrance.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <utility>

namespace wst {

namespace {

constexpr double seconds_between_looks = 0.02;

}  // namespace

struct ProxyEntrance::Waiting {
  Waiting(ProxyEntrance& owner, std::uint64_t number, Arrival who, Entry how)
      : entrance(owner),
        id(number),
        arrival(std::move(who)),
        entry(how),
        readable(owner.loop_),
        again(owner.loop_) {
    readable.set<Waiting, &Waiting::on_readable>(this);
    again.set<Waiting, &Waiting::on_time>(this);
    readable.start(arrival.socket.get(), ev::READ);
  }
  void on_readable(ev::io&, int) noexcept { entrance.look(*this); }
  void on_time(ev::timer&, int) noexcept { entrance.look(*this); }

  ProxyEntrance& entrance;
  const std::uint64_t id;
  Arrival arrival;
  const Entry entry;
  ev::io readable;
  ev::timer again;
};

ProxyEntrance::ProxyEntrance(ev::loop_ref loop, double seconds, OnKnown on_known,
                             OnMalformed on_malformed)
    : loop_(loop),
      seconds_(seconds),
      on_known_(std::move(on_known)),
      on_malformed_(std::move(on_malformed)),
      deadlines_(loop, [this](std::uint64_t id) { remove(id); }) {}

ProxyEntrance::~ProxyEntrance() = default;

void ProxyEntrance::enter(Arrival arrival, Entry entry) {
  const auto id = next_id_++;
  waiting_[id] = std::make_unique<Waiting>(*this, id, std::move(arrival), entry);
  deadlines_.set(id, seconds_);
}

// Looks, and takes nothing until all of a header is there: what follows may be TLS, which reads the
// socket itself. A header in pieces would keep the socket readable and the loop spinning, so it is
// looked for again after a while.
void ProxyEntrance::look(Waiting& waiting) {
  std::array<char, most_proxy_header_bytes> buffer;
  const int socket = waiting.arrival.socket.get();
  const auto seen = ::recv(socket, buffer.data(), buffer.size(), MSG_PEEK);
  if (seen < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (seen <= 0) return void(remove(waiting.id));
  const auto header = read_proxy_header({buffer.data(), static_cast<std::size_t>(seen)});
  if (header.state == ProxyHeader::State::incomplete) {
    waiting.readable.stop();
    waiting.again.start(seconds_between_looks);
    return;
  }
  if (header.state == ProxyHeader::State::malformed) return on_malformed_(remove(waiting.id).peer);
  (void)::recv(socket, buffer.data(), header.size, 0);
  pass(waiting, header);
}

void ProxyEntrance::pass(Waiting& waiting, const ProxyHeader& header) {
  const Entry entry = waiting.entry;
  auto arrival = remove(waiting.id);
  if (!header.address.empty()) {
    arrival.peer = {.address = header.address, .encrypted = header.encrypted, .proxied = true};
  }
  on_known_(std::move(arrival), entry);
}

Arrival ProxyEntrance::remove(std::uint64_t id) {
  deadlines_.clear(id);
  return std::move(waiting_.extract(id).mapped()->arrival);
}

}  // namespace wst
