// One connection that came encrypted: its bytes go to and fro between the
// network's socket and one of a pair, whose other end the rest of the program
// takes for the client. Holds bytes only while one side waits for the other.
#pragma once

#include <ev++.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "base/unique_fd.h"
#include "http/connection_quota.h"
#include "http/peer.h"
#include "tls/tls.h"

namespace wst {

/// Not movable: the loop knows it.
class Tunnel {
 public:
  /// What all tunnels tell. After on_http() and on_over() the tunnel is no more.
  class Owner {
   public:
    virtual ~Owner() = default;
    /// It began with something else than TLS.
    virtual void on_http(Tunnel& tunnel) = 0;
    /// The handshake is done: `plain` is as the client's socket would be.
    virtual void on_open(Tunnel& tunnel, UniqueFd plain) = 0;
    /// The inner end is done; the client may still be reading, or sending.
    virtual void on_lingering(Tunnel& tunnel) = 0;
    virtual void on_over(Tunnel& tunnel) = 0;
    /// The tunnel is to be ended in so many seconds; or not at all.
    virtual void set_deadline(Tunnel& tunnel, std::optional<double> seconds) = 0;
  };

  struct Guest {
    QuotaSlot slot;
    Peer peer;
  };

  /// `connection` is over `socket`, non-blocking and at its first byte.
  Tunnel(ev::loop_ref loop, Owner& owner, std::uint64_t id, UniqueFd socket,
         TlsConnection connection, Guest guest);
  Tunnel(const Tunnel&) = delete;
  Tunnel& operator=(const Tunnel&) = delete;

  [[nodiscard]] std::uint64_t id() const { return id_; }
  /// The descriptor that on_open() was told with.
  [[nodiscard]] int plain() const { return plain_; }
  /// How many bytes of the client it has been handed.
  [[nodiscard]] std::uint64_t passed() const { return passed_; }
  /// What whoever comes next takes over.
  UniqueFd take_socket();
  Guest take_guest() { return std::move(guest_); }

 private:
  enum class Step { done, waits, ended, failed };
  /// How far the inner end's stream to the client is.
  enum class Outward { open, ended, told };  ///< told: to the client

  void on_outer(ev::io& watcher, int events) noexcept;
  void on_inner(ev::io& watcher, int events) noexcept;
  void begin();
  void shake_hands();
  void open();
  void move();
  bool read_outer();
  void write_inner();
  void read_inner();
  bool write_outer();
  bool end_outer();
  Step judge(int returned, int& waits_for);
  void watch();

  Owner& owner_;
  const std::uint64_t id_;
  UniqueFd socket_;
  UniqueFd inner_;
  Guest guest_;
  TlsConnection connection_;

  std::string inward_;   // what the inner end has not taken yet
  std::string outward_;  // what the client has not
  std::uint64_t passed_ = 0;
  int plain_ = -1;
  int reading_waits_for_ = ev::READ;   // on the socket
  int writing_waits_for_ = ev::WRITE;  // likewise
  bool client_ended_ = false;
  Outward outward_state_ = Outward::open;
  ev::io outer_watcher_;
  ev::io inner_watcher_;
};

}  // namespace wst
