#include "app/daemon.h"

#include <ev++.h>

#include <csignal>
#include <cstdint>
#include <ctime>
#include <string>

#include "app/host.h"
#include "auth/accounts.h"
#include "auth/password_checker.h"
#include "auth/sign_in.h"
#include "auth/throttle.h"
#include "auth/tokens.h"
#include "base/clock.h"
#include "base/log.h"
#include "http/access.h"
#include "http/account_routes.h"
#include "http/probes.h"
#include "http/routes.h"
#include "process/child.h"
#include "process/reserve.h"
#include "process/ticker.h"
#include "router/clients.h"
#include "router/meta.h"
#include "router/router.h"
#include "websocket/server.h"

namespace wst {

namespace {

constexpr double farewell_seconds = 0.5;
// Who writes a file may empty it first.
constexpr double settling_seconds = 0.25;
constexpr double seconds_a_day = 86'400;
constexpr std::uint16_t service_restart = 1012;  // clients come back by themselves

RouterLimits router_limits(const Options& options) {
  return {.subscriptions = options.max_subscriptions,
          .calls = options.max_calls,
          .reply_bytes = options.max_unread_bytes};
}

ServerLimits server_limits(const Options& options) {
  return {.connections = options.max_connections,
          .connections_per_address = options.max_connections_per_address,
          .message_bytes = options.max_message_bytes,
          .header_bytes = options.max_header_bytes,
          .header_seconds = options.header_timeout,
          .body_bytes = options.max_body_bytes,
          .ping_seconds = options.ping_interval,
          .control_frames = options.max_control_frames};
}

AccountSettings account_settings(const Options& options) {
  return {.users = options.users,
          .workers = options.workers,
          .read_only = options.read_only,
          .logins = {.idle = options.login_idle, .lifetime = options.login_lifetime}};
}

// As nohup and a shell's "&" leave it: whoever started us does not want to end us by it.
bool is_ignored(int signal) {
  struct sigaction now = {};
  return sigaction(signal, nullptr, &now) == 0 && now.sa_handler == SIG_IGN;
}

// The danger: with the last watcher of a signal libev gives it back to its default, and an
// impatient second one, while our parts go, would turn a good end into a death. From here on they
// wait.
void hold_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, signal);
  sigprocmask(SIG_BLOCK, &signals, nullptr);
}

/// Not movable: its parts know each other.
class Daemon {
 public:
  Daemon(const Options& options, Site site);
  Daemon(const Daemon&) = delete;
  Daemon& operator=(const Daemon&) = delete;

  /// Reads the files of users and workers, and begins to serve.
  std::optional<Error> start(const Options& options);
  void run();

 private:
  std::optional<Error> open_server(const Options& options);
  void open(const Door& door);
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

Daemon::Daemon(const Options& options, Site site)
    : site_(std::move(site)),
      users_path_(options.users),
      runner_(loop_),
      checker_(runner_, {"/proc/self/exe", "--check-password"},
               [this] { return reserve_.shortage(steady_now()) != Shortage::none; }),
      expiry_(loop_),
      accounts_(account_settings(options),
                {expiry_, tokens_, throttle_, [] { return calm_clock().now(); }, steady_now}),
      answer_(loop_),
      sign_in_([this]() -> const Users& { return accounts_.users(); }, checker_, throttle_, answer_,
               steady_now),
      host_(loop_, options),
      second_(loop_),
      router_(router_limits(options), accounts_, host_.callee(), second_,
              [] { return calm_clock().now(); }),
      meta_(router_),
      patience_(loop_),
      probes_(host_.feed(), patience_),
      routes_(host_.feed(), host_.torrents(), host_.status(), router_, site_.files, probes_),
      account_routes_(accounts_, sign_in_, site_.files),
      access_(accounts_, sign_in_, account_routes_, routes_, options.metrics_for_nobody),
      farewell_(loop_),
      term_(loop_),
      interrupt_(loop_),
      hangup_(loop_),
      users_file_(loop_),
      cert_file_(loop_),
      key_file_(loop_),
      settled_(loop_),
      daily_(loop_) {
  accounts_.set_on_login_end([this](LoginId id) { router_.end_login(id); });
  host_.offer_topics(router_.broker());
  term_.set<Daemon, &Daemon::on_signal>(this);
  interrupt_.set<Daemon, &Daemon::on_signal>(this);
  hangup_.set<Daemon, &Daemon::on_hangup>(this);
  for (ev::stat* file : {&users_file_, &cert_file_, &key_file_}) {
    file->set<Daemon, &Daemon::on_file_change>(this);
  }
  settled_.set<Daemon, &Daemon::on_files_settled>(this);
  farewell_.set([this] { loop_.break_loop(); });
  daily_.set([this] { look_at_certificate(); });
}

std::optional<Error> Daemon::start(const Options& options) {
  if (auto error = accounts_.load()) return error;
  for (const auto& doubt : accounts_.doubts()) log_warning(doubt);
  if (auto error = open_server(options)) return error;
  term_.start(SIGTERM);
  if (!is_ignored(SIGINT)) interrupt_.start(SIGINT);
  hangup_.start(SIGHUP);
  watch_files();
  for (const Door& door : site_.doors) open(door);
  return std::nullopt;
}

void Daemon::run() {
  loop_.run();
  hold_signals();
}

void Daemon::open(const Door& door) {
  const Entry entry = door.entry;
  door.listener->start(
      reserve_,
      [this, entry](UniqueFd socket, const Peer& peer) {
        server_->adopt(std::move(socket), peer, entry);
      },
      [this, entry](UniqueFd socket, const Peer& peer, Shortage shortage) {
        server_->turn_away_at_once(std::move(socket), peer, entry, shortage);
      });
}

void Daemon::watch_files() {
  if (!users_path_.empty()) users_file_.start(users_path_.c_str());
  if (!site_.tls) return;
  cert_file_.start(site_.tls->cert().c_str());
  key_file_.start(site_.tls->key().c_str());
  look_at_certificate();
  daily_.start(seconds_a_day, seconds_a_day);
}

std::optional<Error> Daemon::open_server(const Options& options) {
  auto server = Server::create(
      loop_, server_limits(options),
      {options.allowed_hosts, options.allowed_origins, options.test_echo, site_.proxies},
      site_.tls ? &*site_.tls : nullptr,
      [this](HttpRequest request, const Respond& respond) {
        return access_.handle(std::move(request), respond);
      },
      [this](std::string_view subprotocol, Connection& connection) {
        return make_client(subprotocol, connection, router_);
      });
  if (!server) return server.error();
  server_ = std::move(server).value();
  routes_.set_traffic([this] { return traffic(); });
  return std::nullopt;
}

// ---- what may change while it runs ----

void Daemon::on_hangup(ev::sig&, int) noexcept { read_again(); }

void Daemon::on_file_change(ev::stat&, int) noexcept { settled_.start(settling_seconds); }

void Daemon::on_files_settled(ev::timer&, int) noexcept { read_again(); }

void Daemon::read_again() {
  load_accounts();
  load_certificate();
}

void Daemon::load_certificate() {
  if (!site_.tls) return;
  if (const auto error = site_.tls->reload()) {
    log_warning(error->message + "; the old certificate stays");
  }
  look_at_certificate();
}

void Daemon::look_at_certificate() {
  if (!site_.tls) return;
  const auto now = static_cast<double>(std::time(nullptr));
  if (const auto doubt = site_.tls->doubt(now)) log_warning(*doubt);
}

void Daemon::load_accounts() {
  if (const auto error = accounts_.load()) {
    return log_warning(error->message + "; what was read before stays");
  }
  for (const auto& doubt : accounts_.doubts()) log_warning(doubt);
}

Traffic Daemon::traffic() const {
  Traffic traffic = server_->traffic();
  if (site_.tls) traffic.certificate_expires = site_.tls->expires();
  return traffic;
}

// ---- the end ----

// From the outside in: first nobody comes any more, then nothing is read again, then no run is
// begun and the one under way ends. The clients are told last; when all have gone, or have had
// their time, the loop ends, and the members go in the reverse order of their making.
void Daemon::on_signal(ev::sig&, int) noexcept {
  if (farewell_.is_active()) return;  // an impatient second one must not begin it anew
  for (const Door& door : site_.doors) door.listener->stop();
  for (ev::stat* file : {&users_file_, &cert_file_, &key_file_}) file->stop();
  settled_.stop();
  daily_.stop();
  host_.stop();
  farewell_.start(farewell_seconds, 0);
  server_->close_all({service_restart, "the server ends"}, [this] { loop_.break_loop(); });
}

}  // namespace

std::optional<Error> run_daemon(const Options& options, Site site,
                                const std::function<void()>& on_ready) {
  Daemon daemon(options, std::move(site));
  if (auto error = daemon.start(options)) return error;
  on_ready();
  daemon.run();
  return std::nullopt;
}

}  // namespace wst
