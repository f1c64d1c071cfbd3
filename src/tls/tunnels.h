// All connections that came encrypted.
#pragma once

#include <ev++.h>

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <unordered_map>

#include "base/unique_fd.h"
#include "http/connection_quota.h"
#include "http/deadlines.h"
#include "http/peer.h"
#include "tls/tls.h"
#include "tls/tunnel.h"

namespace wst {

/// Not movable: its tunnels know it.
class Tunnels final : private Tunnel::Owner {
 public:
  /// Told with a socket as a client's would be that came without TLS.
  using OnOpen = std::function<void(UniqueFd plain, QuotaSlot slot, const Peer& peer)>;
  /// Told with the socket of a client that speaks no TLS; nothing is taken from it.
  using OnHttp = std::function<void(UniqueFd socket, const Peer& peer)>;

  /// `tls` outlives this. A handshake has so many seconds.
  Tunnels(ev::loop_ref loop, const TlsContext& tls, double seconds, OnOpen on_open, OnHttp on_http);
  Tunnels(const Tunnels&) = delete;
  Tunnels& operator=(const Tunnels&) = delete;

  /// Takes over a connected, non-blocking socket.
  void enter(UniqueFd socket, QuotaSlot slot, Peer peer);

  /// How many bytes have been passed on to `plain`, if it is a tunnel's end.
  [[nodiscard]] std::optional<std::uint64_t> passed(int plain) const;
  [[nodiscard]] std::size_t count() const { return tunnels_.size(); }

 private:
  void on_http(Tunnel& tunnel) override;
  void on_open(Tunnel& tunnel, UniqueFd plain) override;
  void on_lingering(Tunnel& tunnel) override;
  void on_over(Tunnel& tunnel) override;
  void set_deadline(Tunnel& tunnel, std::optional<double> seconds) override;
  void forget(const Tunnel& tunnel);
  void remove(std::uint64_t id);

  ev::loop_ref loop_;
  const TlsContext& tls_;
  double seconds_;
  OnOpen on_open_;
  OnHttp on_http_;
  Deadlines deadlines_;
  std::uint64_t next_id_ = 1;
  std::deque<std::uint64_t> lingering_;              // the longest first
  std::unordered_map<int, std::uint64_t> by_plain_;  // by their other ends
  std::unordered_map<std::uint64_t, std::unique_ptr<Tunnel>> tunnels_;
};

}  // namespace wst
