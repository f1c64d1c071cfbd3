#include "tls/tunnels.h"

#include <utility>

namespace wst {

namespace {

constexpr std::size_t max_lingering = 64;

}  // namespace

Tunnels::Tunnels(ev::loop_ref loop, const TlsContext& tls, double seconds, OnOpen on_open,
                 OnHttp on_http)
    : loop_(loop),
      tls_(tls),
      seconds_(seconds),
      on_open_(std::move(on_open)),
      on_http_(std::move(on_http)),
      deadlines_(loop, [this](std::uint64_t id) { remove(id); }) {}

void Tunnels::enter(UniqueFd socket, QuotaSlot slot, Peer peer) {
  auto connection = tls_.begin(socket.get());
  if (!connection) return;
  peer.encrypted = true;
  const auto id = next_id_++;
  Tunnel::Owner& owner = *this;
  tunnels_[id] =
      std::make_unique<Tunnel>(loop_, owner, id, std::move(socket), std::move(connection),
                               Tunnel::Guest{std::move(slot), std::move(peer)});
  deadlines_.set(id, seconds_);
}

std::optional<std::uint64_t> Tunnels::passed(int plain) const {
  const auto known = by_plain_.find(plain);
  if (known == by_plain_.end()) return std::nullopt;
  return tunnels_.at(known->second)->passed();
}

void Tunnels::on_http(Tunnel& tunnel) {
  UniqueFd socket = tunnel.take_socket();
  const Peer peer = tunnel.take_guest().peer;
  remove(tunnel.id());
  on_http_(std::move(socket), peer);
}

void Tunnels::on_open(Tunnel& tunnel, UniqueFd plain) {
  by_plain_[plain.get()] = tunnel.id();
  auto guest = tunnel.take_guest();
  on_open_(std::move(plain), std::move(guest.slot), guest.peer);
}

void Tunnels::on_lingering(Tunnel& tunnel) {
  forget(tunnel);
  lingering_.push_back(tunnel.id());
  if (lingering_.size() > max_lingering) remove(lingering_.front());
}

void Tunnels::on_over(Tunnel& tunnel) { remove(tunnel.id()); }

void Tunnels::set_deadline(Tunnel& tunnel, std::optional<double> seconds) {
  seconds ? deadlines_.set(tunnel.id(), *seconds) : deadlines_.clear(tunnel.id());
}

// By now the descriptor may be another tunnel's.
void Tunnels::forget(const Tunnel& tunnel) {
  const auto known = by_plain_.find(tunnel.plain());
  if (known != by_plain_.end() && known->second == tunnel.id()) by_plain_.erase(known);
}

void Tunnels::remove(std::uint64_t id) {
  deadlines_.clear(id);
  std::erase(lingering_, id);
  forget(*tunnels_.at(id));
  tunnels_.erase(id);
}

}  // namespace wst
