#include "app/host.h"

#include <unistd.h>

#include <cstdlib>
#include <string>

#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "feed/call_executor.h"
#include "feed/details_topic.h"
#include "feed/done_hook.h"
#include "feed/feed.h"
#include "feed/session_topic.h"
#include "feed/speeds.h"
#include "feed/topics.h"
#include "feed/torrent_events.h"
#include "process/child.h"
#include "process/installed.h"
#include "process/temporary_files.h"
#include "process/ticker.h"
#include "router/broker.h"
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

struct Host::Parts {
  Parts(ev::loop_ref loop, const Options& options);

  ProcessRunner runner;
  Ticker tick;
  Feed feed;
  std::shared_ptr<TorrentList> torrents;
  std::shared_ptr<TorrentDelta> delta;
  std::shared_ptr<StatusTopic> status;
  std::shared_ptr<SessionTopic> session;
  std::shared_ptr<SpeedsTopic> speeds;
  std::shared_ptr<EventsTopic> events;
  DetailsSource details;
  std::unique_ptr<DoneHook> hook;
  TorrentEvents torrent_events;
  TemporaryFiles files;
  Ticker turn;
  Ticker patience;
  CallExecutor executor;
};

Host::Parts::Parts(ev::loop_ref loop, const Options& options)
    : runner(loop),
      tick(loop),
      feed(feed_options(options), runner, tick, [] { return calm_clock().now(); }),
      torrents(std::make_shared<TorrentList>(feed)),
      delta(std::make_shared<TorrentDelta>(feed)),
      status(std::make_shared<StatusTopic>(feed)),
      session(std::make_shared<SessionTopic>(feed)),
      speeds(std::make_shared<SpeedsTopic>(feed)),
      events(std::make_shared<EventsTopic>(feed)),
      details(feed, options.max_details),
      hook(make_hook(options, runner)),
      torrent_events(feed, *events,
                     [this](const DoneTorrent& torrent) {
                       if (hook) hook->on_done(torrent);
                     }),
      files(temporary_folder([](const char* name) { return std::getenv(name); })),
      turn(loop),
      patience(loop),
      executor({feed, *session, runner, turn, patience, files}, {.calls = options.max_queued_calls},
               {.allowed_dirs = options.allowed_dirs, .add_url = !options.no_add_url}) {
  if (const auto error = files.prepare()) log_warning(error->message);
  if (hook) feed.keep_sampling(options.idle_interval);
}

Host::Host(ev::loop_ref loop, const Options& options)
    : parts_(std::make_unique<Parts>(loop, options)) {}

Host::~Host() = default;

Feed& Host::feed() { return parts_->feed; }
Callee& Host::callee() { return parts_->executor; }
const Topic& Host::torrents() const { return *parts_->torrents; }
const Topic& Host::status() const { return *parts_->status; }

void Host::offer_topics(Broker& broker) {
  broker.add_topic("torrents", parts_->torrents, this);
  broker.add_topic("torrents.delta", parts_->delta, this);
  broker.add_topic("status", parts_->status, this);
  broker.add_topic("session", parts_->session, this);
  broker.add_topic("speeds", parts_->speeds, this);
  broker.add_topic("events", parts_->events, this);
  broker.add_source(parts_->details, this);
}

void Host::stop() {
  parts_->executor.stop();
  parts_->feed.stop();
  parts_->hook.reset();
}

}  // namespace wst
