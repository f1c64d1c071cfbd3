// The listening socket: binds before the loop runs, accepts while it does.
#pragma once

#include <ev++.h>

#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "base/unique_fd.h"

namespace wst {

/// Not movable: its watcher is known to the loop.
class Listener {
 public:
  /// Told with a non-blocking socket and the peer's address without its port.
  using OnAccept = std::function<void(UniqueFd socket, const std::string& peer)>;

  /// `address`: an IPv4 or IPv6 address, or a name of this machine. `port` 0
  /// takes a free one. The error says whether the port is in use.
  static Result<std::unique_ptr<Listener>> open(ev::loop_ref loop, const std::string& address,
                                                const std::string& port);

  void start(OnAccept on_accept);
  void stop() { readable_.stop(); }

  /// "http://127.0.0.1:9095/" with the port in use.
  [[nodiscard]] std::string url() const;

 private:
  Listener(ev::loop_ref loop, UniqueFd socket);
  void on_readable(ev::io& watcher, int events) noexcept;
  void turn_one_away();

  UniqueFd socket_;
  UniqueFd reserve_;  // given up for a moment when there are no more descriptors
  OnAccept on_accept_;
  ev::io readable_;
};

}  // namespace wst
