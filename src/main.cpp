// Reads the options, builds the parts and runs the loop.

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "app/daemon.h"
#include "auth/password.h"
#include "auth/users_file.h"
#include "base/ascii.h"
#include "base/log.h"
#include "base/version.h"
#include "http/exposure.h"
#include "process/installed.h"
#include "process/privileges.h"
#include "transmission/procedures.h"

namespace wst {

namespace {

constexpr rlim_t own_descriptors = 32;  // and of four children that are being started

// A descriptor with one of these numbers would become another's in a child.
void open_standard_descriptors() {
  while (true) {
    const int file = open("/dev/null", O_RDWR);
    if (file > STDERR_FILENO) close(file);
    if (file < 0 || file > STDERR_FILENO) return;
  }
}

/// How many connections there may be, such that the children and the rest find the descriptors
/// that they need: without them nobody's list goes on.
std::size_t connections_allowed(const Options& options) {
  const std::size_t each = options.cert.empty() ? 1 : 3;  // a tunnel and its two ends
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return options.max_connections;
  limit.rlim_cur = std::max(limit.rlim_cur,
                            std::min<rlim_t>(options.max_connections * each + 128, limit.rlim_max));
  setrlimit(RLIMIT_NOFILE, &limit);
  const std::size_t room = limit.rlim_cur - std::min(limit.rlim_cur, own_descriptors);
  const std::size_t allowed = std::clamp<std::size_t>(room / each, 1, options.max_connections);
  if (allowed < options.max_connections) {
    log_warning("only " + std::to_string(limit.rlim_cur) + " open files are allowed, so at most " +
                std::to_string(allowed) +
                " connections are served; allow more with ulimit -n, or LimitNOFILE in the unit");
  }
  return allowed;
}

int fail(const Error& error, int code) {
  std::fprintf(stderr, "wstorrentd: %s\n", error.message.c_str());
  return code;
}

// Into a full disk too it is known only once it is written.
int print(const std::string& text) {
  return std::fputs(text.c_str(), stdout) < 0 || std::fflush(stdout) != 0;
}

// Not without end: whoever started us by exec may have left us children that live on.
void reap_what_was_killed() {
  for (int left = 20; left > 0; --left) {
    const pid_t reaped = waitpid(-1, nullptr, WNOHANG);
    if (reaped < 0) return;
    if (reaped == 0) usleep(10'000);
  }
}

std::string www_folder(const Options& options) {
  if (!options.www.empty()) return options.www;
  std::error_code ignored;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", ignored);
  return (program.parent_path() / "www").string();
}

/// Whether IPv4's clients at the port of `address` have a listener of their own.
bool has_ipv4_beside(const Options& options, const ListenAddress& address) {
  return std::ranges::any_of(options.listen, [&](const ListenAddress& other) {
    return other.path.empty() && other.port == address.port &&
           other.host.find(':') == std::string::npos;
  });
}

Result<std::unique_ptr<Listener>> listen(const Options& options, const ListenAddress& address) {
  ev::loop_ref loop = ev::get_default_loop();
  if (!address.path.empty()) {
    return Listener::open_unix(loop, address.path, {options.socket_mode, options.socket_group});
  }
  return Listener::open(loop, address.host, address.port, has_ipv4_beside(options, address));
}

Result<Door> door_of(const Options& options, std::unique_ptr<Listener> listener,
                     ListenAddress::Scheme scheme) {
  const bool others = !listener->is_loopback() && !listener->is_local();
  if (options.test_echo && others) {
    return Error{"--test-echo is for loopback only, and this is " + listener->url()};
  }
  const bool has_tls =
      !options.cert.empty() && !listener->is_local() && scheme != ListenAddress::Scheme::http;
  const auto entry = entry_of(options, {listener->where(), others, has_tls});
  if (!entry) return entry.error();
  return Door{std::move(listener), entry.value()};
}

struct Opened {
  std::unique_ptr<Listener> listener;
  ListenAddress::Scheme scheme = ListenAddress::Scheme::usual;
};

/// What was handed over and what is named; the usual address where there is neither.
Result<std::vector<Opened>> open_listeners(const Options& options) {
  std::vector<Opened> all;
  auto inherited = Listener::inherited(ev::get_default_loop());
  if (!inherited) return inherited.error();
  for (auto& listener : inherited.value()) all.push_back({std::move(listener)});
  auto addresses = options.listen;
  if (addresses.empty() && all.empty()) addresses.emplace_back();
  for (const auto& address : addresses) {
    auto listener = listen(options, address);
    if (!listener) return listener.error();
    all.push_back({std::move(listener).value(), address.scheme});
  }
  return all;
}

Result<std::vector<Door>> open_doors(const Options& options) {
  auto opened = open_listeners(options);
  if (!opened) return opened.error();
  std::vector<Door> doors;
  for (auto& [listener, scheme] : opened.value()) {
    auto door = door_of(options, std::move(listener), scheme);
    if (!door) return door.error();
    doors.push_back(std::move(door).value());
  }
  return doors;
}

/// Asked as the account that reads it. A folder that was named and is none is a mistake; without
/// the usual one all but the page is served.
std::optional<Error> check_page(const Options& options) {
  const std::string folder = www_folder(options);
  std::error_code ignored;
  if (std::filesystem::is_directory(folder, ignored)) return std::nullopt;
  if (!options.www.empty()) return Error{"--www must be a folder, not \"" + options.www + "\""};
  log_warning("there is no page at " + folder + "; say where it is with --www DIR");
  return std::nullopt;
}

/// Whether they can be run, by the account that will run them. Only those that were named: without
/// the usual transmission-remote the page says what is to be installed.
std::optional<Error> check_programs(const Options& options) {
  const char* path = std::getenv("PATH");
  const auto missing = [&](const std::vector<std::string>& words) {
    return !words.empty() && installed_programs({words.front()}, path ? path : "").empty();
  };
  const bool named = options.remote_command != Options().remote_command;
  if (named && missing(options.remote_command)) {
    return Error{"--remote-command: there is no program " + options.remote_command.front() +
                 " that this account may run"};
  }
  if (missing(options.on_done)) {
    return Error{"--on-done: there is no program " + options.on_done.front() +
                 " that this account may run"};
  }
  return std::nullopt;
}

/// Unless a command of somebody's own may hold a sudo.
bool may_do_without_privileges(const Options& options) {
  return options.on_done.empty() && needs_no_privileges(options.remote_command.front());
}

/// What must be had before root is given up.
Result<Site> open_site(const Options& options) {
  Site site{.files = StaticFiles(www_folder(options))};
  auto proxies = TrustedProxies::parse(options.trusted_proxies);
  if (!proxies) return proxies.error();
  site.proxies = {std::move(proxies).value(), lower_case(options.auth_header),
                  !options.users.empty()};
  auto doors = open_doors(options);
  if (!doors) return doors.error();
  site.doors = std::move(doors).value();
  if (options.cert.empty()) return site;
  auto tls = TlsContext::load(options.cert, options.key);
  if (!tls) return tls.error();
  site.tls = std::move(tls).value();
  return site;
}

/// "http://127.0.0.1:9095/ and unix:/run/w.sock"
std::string urls_of(const std::vector<Door>& doors) {
  std::string urls;
  for (const auto& door : doors) urls += (urls.empty() ? "" : " and ") + door.url();
  return urls;
}

void greet(const Options& options, const std::string& urls) {
  write_now(STDOUT_FILENO, "wstorrentd " + std::string(version) + " shows transmission at " +
                               options.transmission + " on " + urls + "\n");
}

int give_up(const Error& error) {
  log_error(error.message);
  return 1;
}

int serve(Options options) {
  std::signal(SIGPIPE, SIG_IGN);
  for (const std::string& name : unknown_variables(environ)) {
    log_warning(name + " is not read: no option has this variable; see wstorrentd --help");
  }
  open_standard_descriptors();
  options.max_connections = connections_allowed(options);
  auto site = open_site(options);
  if (!site) return give_up(site.error());
  const std::string urls = urls_of(site->doors);
  const auto notice = drop_privileges(options.user);
  if (!notice) return give_up(notice.error());
  if (const auto error = check_page(options)) return give_up(*error);
  if (const auto error = check_programs(options)) return give_up(*error);
  if (may_do_without_privileges(options)) forbid_new_privileges();
  const auto on_ready = [&] {
    if (!notice->empty()) log_info(notice.value());
    greet(options, urls);
  };
  if (const auto error = run_daemon(options, std::move(site).value(), on_ready)) {
    return give_up(*error);
  }
  reap_what_was_killed();
  return 0;
}

int tell(const Result<std::string>& done, const char* end) {
  return done ? print(done.value() + end) : fail(done.error(), 1);
}

// In the way of nothing else that runs.
int judge_password() {
  const int niceness = nice(19);
  (void)niceness;
  return check_password(STDIN_FILENO);
}

}  // namespace

}  // namespace wst

int main(int argc, char** argv) {
  const auto options =
      wst::parse_options(argc, argv, [](const char* name) { return std::getenv(name); });
  if (!options) return wst::fail({options.error().message + "; see wstorrentd --help"}, 2);
  if (const auto error = wst::contradiction(options.value())) return wst::fail(*error, 2);
  if (options->show_help) return wst::print(wst::options_help());
  if (options->show_version) return wst::print(std::string(wst::agent) + "\n");
  if (options->show_procedures) return wst::print(wst::procedures_markdown());
  if (options->check_password) return wst::judge_password();
  if (!options->add_user.empty()) {
    return wst::tell(wst::add_user(options->users, options->add_user, options->role), "\n");
  }
  if (!options->remove_user.empty()) {
    return wst::tell(wst::remove_user(options->users, options->remove_user), "\n");
  }
  if (options->list_users) return wst::tell(wst::list_users(options->users), "");
  return wst::serve(options.value());
}
