// The whole program between its first and its last turn of the loop.
#pragma once

#include <ev++.h>

#include <memory>
#include <optional>
#include <string>

#include "auth/workers.h"
#include "base/options.h"
#include "base/result.h"
#include "host.h"
#include "process/ticker.h"
#include "session/meta.h"
#include "session/router.h"
#include "web/listener.h"
#include "web/routes.h"
#include "web/server.h"
#include "web/static_files.h"

namespace wst {

/// Not movable: its parts know each other.
class Daemon {
 public:
  Daemon(const Options& options, Workers workers, std::unique_ptr<Listener> listener);
  Daemon(const Daemon&) = delete;
  Daemon& operator=(const Daemon&) = delete;

  std::optional<Error> start(const Options& options);
  /// Until a signal ends it.
  void run() { loop_.run(); }

 private:
  std::unique_ptr<Session> make_session(std::string_view subprotocol, Connection& connection);
  void on_signal(ev::sig& watcher, int events) noexcept;
  void on_farewell(ev::timer& watcher, int events) noexcept;

  ev::default_loop loop_;
  Workers workers_;
  Host host_;
  Ticker second_;
  Router router_;
  Meta meta_;
  StaticFiles files_;
  Routes routes_;
  std::unique_ptr<Listener> listener_;
  std::unique_ptr<Server> server_;
  ev::timer farewell_;
  ev::sig term_;
  ev::sig interrupt_;
  ev::sig hangup_;
};

}  // namespace wst
