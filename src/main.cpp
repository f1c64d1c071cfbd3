// Reads the options, builds the parts and runs the loop.

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "base/log.h"
#include "base/version.h"
#include "daemon.h"
#include "transmission/procedures.h"

namespace wst {

namespace {

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

bool is_loopback(const std::string& url) {
  return url.starts_with("http://127.") || url.starts_with("http://[::1]");
}

std::optional<Error> check_reach(const Options& options, const std::string& url) {
  if (is_loopback(url)) return std::nullopt;
  if (options.test_echo) return Error{"--test-echo is for loopback only, and this is " + url};
  log_warning("there is no login yet: anyone who can reach " + url + " can watch and act");
  return std::nullopt;
}

Result<Workers> read_workers(const Options& options) {
  if (options.workers.empty()) return Workers();
  return Workers::read(options.workers);
}

void greet(const Options& options, const std::string& url) {
  std::printf("wstorrentd %s shows transmission at %s on %s\n", std::string(version).c_str(),
              options.transmission.c_str(), url.c_str());
  std::fflush(stdout);
}

int serve(const Options& options) {
  std::signal(SIGPIPE, SIG_IGN);
  raise_descriptor_limit(options.max_connections);
  auto workers = read_workers(options);
  if (!workers) return fail(workers.error(), 1);
  auto listener =
      Listener::open(ev::get_default_loop(), options.listen_address, options.listen_port);
  if (!listener) return fail(listener.error(), 1);
  const std::string url = listener.value()->url();
  if (const auto error = check_reach(options, url)) return fail(*error, 1);
  Daemon daemon(options, std::move(workers).value(), std::move(listener).value());
  if (const auto error = daemon.start(options)) return fail(*error, 1);
  greet(options, url);
  daemon.run();
  hold_signals();
  reap_what_was_killed();
  return 0;
}

int print(const std::string& text) { return std::fputs(text.c_str(), stdout) < 0; }

}  // namespace

}  // namespace wst

int main(int argc, char** argv) {
  const auto options =
      wst::parse_options(argc, argv, [](const char* name) { return std::getenv(name); });
  if (!options) return wst::fail({options.error().message + "; see wstorrentd --help"}, 2);
  if (options->show_help) return wst::print(wst::options_help());
  if (options->show_version) return wst::print(std::string(wst::agent) + "\n");
  if (options->show_procedures) return wst::print(wst::procedures_markdown());
  return wst::serve(options.value());
}
