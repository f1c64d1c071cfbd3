// What happened to torrents, told once each: added, done, removed, failed. A
// torrent is known by its hash: ids change with each restart of the daemon.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

#include "feed/done_hook.h"
#include "feed/feed.h"
#include "poll/event_log.h"
#include "transmission/torrent.h"

namespace wst {

/// `events`: {"type":"torrent.added|done|removed|failed","at","id","hashString","name",...}.
class EventsTopic final : public EventLog {
 public:
  explicit EventsTopic(Feed& feed) : feed_(feed) {}
  void watch() override { feed_.watch(); }
  void unwatch() override { feed_.unwatch(); }

 private:
  Feed& feed_;
};

class TorrentEvents final : private PollObserver {
 public:
  using OnDone = std::function<void(const DoneTorrent&)>;

  /// `log` outlives it; `on_done` may be null. The first sample is where it
  /// begins and tells nothing.
  TorrentEvents(Feed& feed, EventLog& log, OnDone on_done = nullptr);
  ~TorrentEvents() override;
  TorrentEvents(const TorrentEvents&) = delete;
  TorrentEvents& operator=(const TorrentEvents&) = delete;

 private:
  struct Known {
    std::int64_t id = 0;
    std::string name;   // JSON
    bool done = false;  // at any time: a damaged one is checked and complete again
    bool failed = false;
  };
  struct Columns {
    std::size_t hash = torrent_identity_column();
    std::size_t name = torrent_name_column();
    std::size_t dir = torrent_column("downloadDir");
    std::size_t labels = torrent_column("labels");
    std::size_t size = torrent_column("sizeWhenDone");
    std::size_t left = torrent_column("leftUntilDone");
    std::size_t error = torrent_column("error");
    std::size_t error_string = torrent_column("errorString");
  };

  void on_sample() override;
  void leave(std::int64_t id);
  void look_at(std::int64_t id);
  void compare(const std::string& hash, const Known& before, const Known& now);
  void tell(std::string_view type, const std::string& hash, const Known& torrent,
            const std::string& more = {});
  [[nodiscard]] Known read(std::int64_t id) const;
  [[nodiscard]] std::string facts(std::int64_t id) const;
  [[nodiscard]] DoneTorrent done_torrent(const std::string& hash, const Known& torrent) const;
  [[nodiscard]] std::string json(std::int64_t id, std::size_t column) const;
  [[nodiscard]] std::int64_t integer(std::int64_t id, std::size_t column) const;

  Feed& feed_;
  EventLog& log_;
  OnDone on_done_;
  Columns columns_;
  Version seen_ = 0;
  std::unordered_map<std::string, Known> torrents_;       // by hash, as JSON
  std::unordered_map<std::int64_t, std::string> hashes_;  // by id
  std::set<std::string> missing_;                         // in the sample in hand
};

}  // namespace wst
