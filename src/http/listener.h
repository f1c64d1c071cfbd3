// The listening socket: binds before the loop runs, accepts while it does.
#pragma once

#include <ev++.h>
#include <sys/stat.h>
#include <sys/types.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"
#include "http/peer.h"
#include "process/reserve.h"

namespace wst {

/// Who may open a unix socket.
struct SocketFile {
  mode_t mode = 0660;
  std::string group = {};  ///< empty: ours
};

/// Not movable: its watcher is known to the loop.
class Listener {
 public:
  /// Told with a non-blocking socket.
  using OnAccept = std::function<void(UniqueFd socket, const Peer& peer)>;
  /// Likewise, but there is too little left of something to keep it.
  using OnShortage = std::function<void(UniqueFd socket, const Peer& peer, Shortage shortage)>;

  /// `address`: an IPv4 or IPv6 address, or a name of this machine. `port` 0
  /// takes a free one. IPv6's `::` takes IPv4's clients too, unless `only_ipv6`. The error says
  /// whether the port is in use.
  static Result<std::unique_ptr<Listener>> open(ev::loop_ref loop, const std::string& address,
                                                const std::string& port, bool only_ipv6 = false);
  /// A unix socket; goes with the listener. One that nobody answers any more is replaced.
  static Result<std::unique_ptr<Listener>> open_unix(ev::loop_ref loop, const std::string& path,
                                                     const SocketFile& file);
  /// Those that a supervisor has opened and hands over, as systemd does (sd_listen_fds(3)). The
  /// environment says which, and no longer afterwards; files of theirs are not ours.
  static Result<std::vector<std::unique_ptr<Listener>>> inherited(ev::loop_ref loop);
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  /// `reserve` outlives the listener.
  void start(Reserve& reserve, OnAccept on_accept, OnShortage on_shortage);
  void stop();

  /// "http://127.0.0.1:9095/", or https, with the port in use; "unix:/path".
  [[nodiscard]] std::string url(bool encrypted = false) const;
  /// "127.0.0.1:9095" or "unix:/path".
  [[nodiscard]] std::string where() const;
  /// Nobody but this machine can connect.
  [[nodiscard]] bool is_loopback() const;
  /// It is a unix socket.
  [[nodiscard]] bool is_local() const;

 private:
  Listener(ev::loop_ref loop, UniqueFd socket, std::string path = {});
  void on_readable(ev::io& watcher, int events) noexcept;
  void on_rested(ev::timer& watcher, int events) noexcept;
  void rest();
  bool accept_one();
  [[nodiscard]] bool accept_by_reserve();
  [[nodiscard]] Shortage shortage_with(const UniqueFd& socket) const;

  UniqueFd socket_;
  std::string path_;       // of a unix socket of our own
  struct stat file_ = {};  // at that path, as we made it
  UniqueFd last_;          // given up for a moment when there are no more descriptors
  Reserve* reserve_ = nullptr;
  OnAccept on_accept_;
  OnShortage on_shortage_;
  ev::io readable_;
  ev::timer rested_;
};

}  // namespace wst
