#include "daemon.h"

#include <csignal>
#include <filesystem>

#include "session/echo_session.h"
#include "session/plain_session.h"
#include "session/wamp1_session.h"
#include "session/wamp2_session.h"

namespace wst {

namespace {

constexpr double farewell_seconds = 0.5;
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
          .body_bytes = options.max_body_bytes};
}

std::string www_folder(const Options& options) {
  if (!options.www.empty()) return options.www;
  std::error_code ignored;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", ignored);
  return (program.parent_path() / "www").string();
}

}  // namespace

Daemon::Daemon(const Options& options, Workers workers, std::unique_ptr<Listener> listener)
    : workers_(std::move(workers)),
      host_(loop_, options, [this] { router_.on_change(); }),
      second_(loop_, [this] { router_.on_second(); }),
      router_(router_limits(options), workers_, host_.callee(), second_, [] { return ev_time(); }),
      meta_(router_),
      files_(www_folder(options)),
      routes_(host_.feed(), host_.torrents(), host_.status(), host_.callee(), files_,
              [this] { return server_->traffic(); }),
      listener_(std::move(listener)),
      farewell_(loop_),
      term_(loop_),
      interrupt_(loop_),
      hangup_(loop_) {
  host_.offer_topics(router_.broker());
  farewell_.set<Daemon, &Daemon::on_farewell>(this);
  term_.set<Daemon, &Daemon::on_signal>(this);
  interrupt_.set<Daemon, &Daemon::on_signal>(this);
  hangup_.set<Daemon, &Daemon::on_signal>(this);
}

std::optional<Error> Daemon::start(const Options& options) {
  auto server = Server::create(
      loop_, server_limits(options),
      {options.allowed_hosts, options.allowed_origins, options.test_echo},
      [this](const HttpRequest& request, const Respond& respond) {
        return routes_.handle(request, respond);
      },
      [this](std::string_view subprotocol, Connection& connection) {
        return make_session(subprotocol, connection);
      });
  if (!server) return server.error();
  server_ = std::move(server).value();
  term_.start(SIGTERM);
  interrupt_.start(SIGINT);
  hangup_.start(SIGHUP);
  listener_->start([this](UniqueFd socket, const std::string& peer) {
    server_->adopt(std::move(socket), peer);
  });
  return std::nullopt;
}

std::unique_ptr<Session> Daemon::make_session(std::string_view subprotocol,
                                              Connection& connection) {
  if (subprotocol == "wamp.2.json") return std::make_unique<Wamp2Session>(connection, router_);
  if (subprotocol == "wamp") return std::make_unique<Wamp1Session>(connection, router_);
  if (subprotocol == "echo") return std::make_unique<EchoSession>(connection, router_);
  return std::make_unique<PlainSession>(connection, router_);
}

void Daemon::on_signal(ev::sig&, int) noexcept {
  if (farewell_.is_active()) return;  // an impatient second one must not begin it anew
  listener_->stop();
  host_.stop();
  farewell_.start(farewell_seconds);
  server_->close_all({service_restart, "the server ends"}, [this] { loop_.break_loop(); });
}

void Daemon::on_farewell(ev::timer&, int) noexcept { loop_.break_loop(); }

}  // namespace wst
