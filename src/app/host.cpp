#include "app/host.h"

#include <unistd.h>

#include <cstdlib>

#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "process/installed.h"
#include "transmission/remote_shell.h"

namespace wst {

namespace {

std::vector<std::string> inherited_environment() {
  std::vector<std::string> variables;
  for (char** variable = environ; *variable; ++variable) variables.emplace_back(*variable);
  return variables;
}

std::string path() {
  const char* path = std::getenv("PATH");
  return path ? path : "";
}

FeedOptions feed_options(const Options& options) {
  return {
      .remote = {.remote_command = options.remote_command,
                 .host = options.transmission,
                 .credentials_in_environment = std::getenv("TR_AUTH") != nullptr,
                 .remote_shell =
                     options.remote_shell.value_or(reaches_shell(options.remote_command))},
      .environment = child_environment(inherited_environment(), options.pass_environment),
      .interval = options.interval,
      .deadline = options.deadline,
      .max_output = options.max_output_bytes,
      .max_torrents = options.max_torrents,
      .installed = [words = options.remote_command] { return installed_programs(words, path()); },
      .epoch = random_hex(4)};
}

std::unique_ptr<DoneHook> make_hook(const Options& options, CommandRunner& runner) {
  if (options.on_done.empty()) return nullptr;
  return std::make_unique<DoneHook>(
      options.on_done, hook_environment(inherited_environment(), options.pass_environment), runner);
}

}  // namespace

Host::Host(ev::loop_ref loop, const Options& options)
    : runner_(loop),
      tick_(loop),
      feed_(feed_options(options), runner_, tick_, [] { return calm_clock().now(); }),
      torrents_(std::make_shared<TorrentList>(feed_)),
      delta_(std::make_shared<TorrentDelta>(feed_)),
      status_(std::make_shared<StatusTopic>(feed_)),
      session_(std::make_shared<SessionTopic>(feed_)),
      speeds_(std::make_shared<SpeedsTopic>(feed_)),
      events_(std::make_shared<EventsTopic>(feed_)),
      details_(feed_, options.max_details),
      hook_(make_hook(options, runner_)),
      torrent_events_(feed_, *events_, [this](const DoneTorrent& torrent) { on_done(torrent); }),
      files_(temporary_folder([](const char* name) { return std::getenv(name); })),
      turn_(loop),
      patience_(loop),
      executor_({feed_, *session_, runner_, turn_, patience_, files_},
                {.calls = options.max_queued_calls},
                {.allowed_dirs = options.allowed_dirs, .add_url = !options.no_add_url}) {
  if (const auto error = files_.prepare()) log_warning(error->message);
  if (hook_) feed_.keep_sampling(options.idle_interval);
}

void Host::on_done(const DoneTorrent& torrent) {
  if (hook_) hook_->on_done(torrent);
}

void Host::offer_topics(Broker& broker) {
  broker.add_topic("torrents", torrents_, this);
  broker.add_topic("torrents.delta", delta_, this);
  broker.add_topic("status", status_, this);
  broker.add_topic("session", session_, this);
  broker.add_topic("speeds", speeds_, this);
  broker.add_topic("events", events_, this);
  broker.add_source(details_, this);
}

void Host::stop() {
  executor_.stop();
  feed_.stop();
  hook_.reset();
}

}  // namespace wst
