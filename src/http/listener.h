// The listening socket: binds before the loop runs, accepts while it does.
#pragma once

#include <ev++.h>
#include <sys/stat.h>

#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "base/unique_fd.h"
#include "http/memory_reserve.h"
#include "http/peer.h"

namespace wst {

/// Not movable: its watcher is known to the loop.
class Listener {
 public:
  /// Told with a non-blocking socket.
  using OnAccept = std::function<void(UniqueFd socket, const Peer& peer)>;

  /// `address`: an IPv4 or IPv6 address, or a name of this machine. `port` 0
  /// takes a free one. The error says whether the port is in use.
  static Result<std::unique_ptr<Listener>> open(ev::loop_ref loop, const std::string& address,
                                                const std::string& port);
  /// A unix socket for its owner and group; goes with the listener. One that
  /// nobody answers any more is replaced.
  static Result<std::unique_ptr<Listener>> open_unix(ev::loop_ref loop, const std::string& path);
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  void start(OnAccept on_accept);
  void stop() { readable_.stop(); }

  /// "http://127.0.0.1:9095/", or https, with the port in use; "unix:/path".
  [[nodiscard]] std::string url(bool encrypted = false) const;
  /// Nobody but this machine can connect.
  [[nodiscard]] bool is_loopback() const;
  /// It is a unix socket.
  [[nodiscard]] bool is_local() const { return !path_.empty(); }

 private:
  Listener(ev::loop_ref loop, UniqueFd socket, std::string path = {});
  void on_readable(ev::io& watcher, int events) noexcept;
  void turn_one_away();

  UniqueFd socket_;
  std::string path_;     // of a unix socket
  struct stat file_ {};  // at that path, as we made it
  UniqueFd reserve_;     // given up for a moment when there are no more descriptors
  MemoryReserve memory_;
  OnAccept on_accept_;
  ev::io readable_;
};

}  // namespace wst
