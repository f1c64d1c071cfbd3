// One Transmission and all that is known of it and done to it, wired together.
#pragma once

#include <ev++.h>

#include <memory>
#include <string>

#include "config/options.h"
#include "feed/call_executor.h"
#include "feed/details_source.h"
#include "feed/done_hook.h"
#include "feed/feed.h"
#include "feed/session_topic.h"
#include "feed/speeds.h"
#include "feed/topics.h"
#include "feed/torrent_events.h"
#include "process/process_runner.h"
#include "process/temporary_files.h"
#include "process/ticker.h"
#include "router/broker.h"

namespace wst {

/// Not movable: its parts know each other.
class Host {
 public:
  Host(ev::loop_ref loop, const Options& options);
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;

  /// Makes its topics known as its own; it outlives the broker, or they are removed before it goes.
  void offer_topics(Broker& broker);
  /// Ends what runs; nothing is told any more.
  void stop();

  [[nodiscard]] Feed& feed() { return feed_; }
  [[nodiscard]] Callee& callee() { return executor_; }
  [[nodiscard]] const Topic& torrents() const { return *torrents_; }
  [[nodiscard]] const Topic& status() const { return *status_; }

 private:
  void on_done(const DoneTorrent& torrent);

  ProcessRunner runner_;
  Ticker tick_;
  Feed feed_;
  std::shared_ptr<TorrentList> torrents_;
  std::shared_ptr<TorrentDelta> delta_;
  std::shared_ptr<StatusTopic> status_;
  std::shared_ptr<SessionTopic> session_;
  std::shared_ptr<SpeedsTopic> speeds_;
  std::shared_ptr<EventsTopic> events_;
  DetailsSource details_;
  std::unique_ptr<DoneHook> hook_;
  TorrentEvents torrent_events_;
  TemporaryFiles files_;
  Ticker turn_;
  Ticker patience_;
  CallExecutor executor_;
};

}  // namespace wst
