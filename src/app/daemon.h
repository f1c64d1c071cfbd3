// The whole program between its first and its last turn of the loop.
#pragma once

#include <ev++.h>

#include <memory>
#include <optional>
#include <string>

#include "app/host.h"
#include "auth/accounts.h"
#include "auth/password_checker.h"
#include "auth/sign_in.h"
#include "auth/throttle.h"
#include "auth/tokens.h"
#include "base/result.h"
#include "config/options.h"
#include "http/access.h"
#include "http/account_routes.h"
#include "http/forwarded.h"
#include "http/listener.h"
#include "http/routes.h"
#include "http/static_files.h"
#include "process/process_runner.h"
#include "process/reserve.h"
#include "process/ticker.h"
#include "router/meta.h"
#include "router/router.h"
#include "tls/tls.h"
#include "websocket/server.h"

namespace wst {

/// Where it serves, and what it serves from.
struct Site {
  std::unique_ptr<Listener> listener = nullptr;
  std::optional<TlsContext> tls = {};
  ProxyRules proxies = {};
  StaticFiles files;
};

/// Not movable: its parts know each other.
class Daemon {
 public:
  Daemon(const Options& options, Site site);
  Daemon(const Daemon&) = delete;
  Daemon& operator=(const Daemon&) = delete;

  /// Reads the files of users and workers, and begins to serve.
  std::optional<Error> start(const Options& options);
  /// Until a signal ends it.
  void run() { loop_.run(); }

 private:
  std::unique_ptr<Endpoint> make_endpoint(std::string_view subprotocol, Connection& connection);
  std::optional<Error> open_server(const Options& options);
  void watch_files();
  void read_again();
  void load_accounts();
  void load_certificate();
  void look_at_certificate();
  [[nodiscard]] Traffic traffic() const;
  void on_signal(ev::sig& watcher, int events) noexcept;
  void on_hangup(ev::sig& watcher, int events) noexcept;
  void on_file_change(ev::stat& watcher, int events) noexcept;
  void on_files_settled(ev::timer& watcher, int events) noexcept;

  ev::default_loop loop_;
  Site site_;
  const std::string users_path_;  // the watcher keeps no copy
  ProcessRunner runner_;
  Reserve reserve_;
  PasswordChecker checker_;
  Throttle throttle_;
  Tokens tokens_;
  Ticker expiry_;
  Accounts accounts_;
  Ticker answer_;
  SignIn sign_in_;
  Host host_;
  Ticker second_;
  Router router_;
  Meta meta_;
  Ticker patience_;
  Probes probes_;
  Routes routes_;
  AccountRoutes account_routes_;
  Access access_;
  std::unique_ptr<Server> server_;
  Ticker farewell_;
  ev::sig term_;
  ev::sig interrupt_;
  ev::sig hangup_;
  ev::stat users_file_;
  ev::stat cert_file_;
  ev::stat key_file_;
  ev::timer settled_;
  Ticker daily_;
};

}  // namespace wst
