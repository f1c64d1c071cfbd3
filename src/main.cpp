// Builds the parts in the order they need each other and runs the loop.

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "base/log.h"
#include "base/options.h"
#include "base/random.h"
#include "base/version.h"
#include "feed/feed.h"
#include "feed/topics.h"
#include "process/process_runner.h"
#include "process/ticker.h"
#include "session/plain_session.h"
#include "session/router.h"
#include "session/wamp2_session.h"
#include "web/listener.h"
#include "web/routes.h"
#include "web/server.h"

namespace wst {

namespace {

constexpr double farewell_seconds = 0.5;
constexpr std::uint16_t service_restart = 1012;  // clients come back by themselves

double unix_time() { return ev_time(); }

std::vector<std::string> inherited_environment() {
  std::vector<std::string> variables;
  for (char** variable = environ; *variable; ++variable) variables.emplace_back(*variable);
  return variables;
}

FeedOptions feed_options(const Options& options) {
  return {.source = {.remote_command = options.remote_command,
                     .host = options.transmission,
                     .credentials_in_environment = std::getenv("TR_AUTH") != nullptr},
          .environment = child_environment(inherited_environment()),
          .interval = options.interval,
          .deadline = options.deadline,
          .max_output = options.max_output_bytes,
          .max_torrents = options.max_torrents,
          .epoch = random_hex(4)};
}

ServerLimits server_limits(const Options& options) {
  return {.connections = options.max_connections,
          .connections_per_address = options.max_connections_per_address,
          .message_bytes = options.max_message_bytes,
          .header_bytes = static_cast<unsigned>(options.max_header_bytes),
          .header_seconds = static_cast<unsigned>(options.header_timeout)};
}

std::string www_folder(const Options& options) {
  if (!options.www.empty()) return options.www;
  std::error_code ignored;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", ignored);
  return (program.parent_path() / "www").string();
}

// As many descriptors as the connections, the children and the rest may need.
void raise_descriptor_limit(std::size_t connections) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  const rlim_t wanted = connections + 128;
  if (limit.rlim_cur >= wanted) return;
  limit.rlim_cur = std::min(wanted, limit.rlim_max);
  setrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur < wanted) {
    log_warning("only " + std::to_string(limit.rlim_cur) +
                " open files are allowed: fewer connections than --max-connections can be served");
  }
}

std::unique_ptr<Session> make_session(std::string_view subprotocol, Connection& connection,
                                      Router& router) {
  if (subprotocol == "wamp.2.json") return std::make_unique<Wamp2Session>(connection, router);
  return std::make_unique<PlainSession>(connection, router);
}

/// Not movable: its parts know each other.
class Daemon {
 public:
  Daemon(const Options& options, std::unique_ptr<Listener> listener)
      : runner_(loop_),
        ticker_(loop_, [this] { feed_.tick(); }),
        feed_(feed_options(options), runner_, ticker_, unix_time, [this] { router_.on_change(); }),
        torrents_(feed_),
        delta_(feed_),
        status_(feed_),
        router_(
            {.subscriptions = options.max_subscriptions, .reply_bytes = options.max_unread_bytes}),
        files_(www_folder(options)),
        routes_(feed_, torrents_, status_, files_),
        listener_(std::move(listener)),
        farewell_(loop_),
        term_(loop_),
        interrupt_(loop_),
        hangup_(loop_) {
    router_.add_topic("torrents", torrents_);
    router_.add_topic("torrents.delta", delta_);
    router_.add_topic("status", status_);
    farewell_.set<Daemon, &Daemon::on_farewell>(this);
    term_.set<Daemon, &Daemon::on_signal>(this);
    interrupt_.set<Daemon, &Daemon::on_signal>(this);
    hangup_.set<Daemon, &Daemon::on_signal>(this);
  }

  std::optional<Error> start(const Options& options) {
    auto server = Server::create(
        loop_, server_limits(options), {options.allowed_hosts, options.allowed_origins},
        [this](const HttpRequest& request, const Respond& respond) {
          routes_.handle(request, respond);
        },
        [this](std::string_view subprotocol, Connection& connection) {
          return make_session(subprotocol, connection, router_);
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

  void run() { loop_.run(); }

 private:
  void on_signal(ev::sig&, int) noexcept {
    if (farewell_.is_active()) return;  // an impatient second one must not begin it anew
    listener_->stop();
    feed_.stop();
    farewell_.start(farewell_seconds);
    server_->close_all({service_restart, "the server ends"}, [this] { loop_.break_loop(); });
  }
  void on_farewell(ev::timer&, int) noexcept { loop_.break_loop(); }

  ev::default_loop loop_;
  ProcessRunner runner_;
  Ticker ticker_;
  Feed feed_;
  TorrentList torrents_;
  TorrentDelta delta_;
  StatusTopic status_;
  Router router_;
  StaticFiles files_;
  Routes routes_;
  std::unique_ptr<Listener> listener_;
  std::unique_ptr<Server> server_;
  ev::timer farewell_;
  ev::sig term_;
  ev::sig interrupt_;
  ev::sig hangup_;
};

int fail(const Error& error, int code) {
  std::fprintf(stderr, "wstorrentd: %s\n", error.message.c_str());
  return code;
}

// The watchers are about to go: a late signal must not turn a good end into a death.
void hold_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, signal);
  sigprocmask(SIG_BLOCK, &signals, nullptr);
}

// Not without end: whoever started us by exec may have left us children that live on.
void reap_what_was_killed() {
  for (int left = 20; left > 0; --left) {
    const pid_t reaped = waitpid(-1, nullptr, WNOHANG);
    if (reaped < 0) return;
    if (reaped == 0) usleep(10'000);
  }
}

void warn_if_reachable(const std::string& url) {
  if (url.starts_with("http://127.") || url.starts_with("http://[::1]")) return;
  log_warning("there is no login yet: anyone who can reach " + url + " can watch");
}

int serve(const Options& options) {
  std::signal(SIGPIPE, SIG_IGN);
  raise_descriptor_limit(options.max_connections);
  auto listener =
      Listener::open(ev::get_default_loop(), options.listen_address, options.listen_port);
  if (!listener) return fail(listener.error(), 1);
  const std::string url = listener.value()->url();
  Daemon daemon(options, std::move(listener).value());
  if (const auto error = daemon.start(options)) return fail(*error, 1);
  std::printf("wstorrentd %s shows transmission at %s on %s\n", std::string(version).c_str(),
              options.transmission.c_str(), url.c_str());
  std::fflush(stdout);
  warn_if_reachable(url);
  daemon.run();
  hold_signals();
  reap_what_was_killed();
  return 0;
}

}  // namespace

}  // namespace wst

int main(int argc, char** argv) {
  const auto options =
      wst::parse_options(argc, argv, [](const char* name) { return std::getenv(name); });
  if (!options) return wst::fail({options.error().message + "; see wstorrentd --help"}, 2);
  if (options->show_help) return std::fputs(wst::options_help().c_str(), stdout) < 0;
  if (options->show_version) return std::printf("%s\n", std::string(wst::agent).c_str()) < 0;
  return wst::serve(options.value());
}
