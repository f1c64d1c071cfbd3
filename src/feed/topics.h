// The three faces of a feed: its whole list, its changes, its state.
#pragma once

#include <utility>

#include "feed/columns.h"
#include "feed/feed.h"
#include "poll/topic.h"

namespace wst {

/// Watching any of a feed's topics keeps it ticking.
class FeedTopic : public Topic {
 public:
  explicit FeedTopic(Feed& feed) : feed_(feed) {}
  void watch() override { feed_.watch(); }
  void unwatch() override { feed_.unwatch(); }

 protected:
  [[nodiscard]] Feed& feed() const { return feed_; }

 private:
  Feed& feed_;
};

/// Of rows with some columns; what happens to others is no news.
class RowsTopic : public FeedTopic {
 public:
  explicit RowsTopic(Feed& feed, ColumnSet told = listed_columns())
      : FeedTopic(feed), told_(std::move(told)) {}
  [[nodiscard]] Version version() const override { return feed().table().version(told_); }

 protected:
  [[nodiscard]] const ColumnSet& told() const { return told_; }

 private:
  ColumnSet told_;
};

/// `torrents`: {"at":…,"cursor":"…","torrents":[…]}, whole each time.
class TorrentList final : public RowsTopic {
 public:
  using RowsTopic::RowsTopic;
  [[nodiscard]] std::string payload(Version from) const override;
  [[nodiscard]] Version position(std::string_view) const override { return 0; }
  [[nodiscard]] Result<std::shared_ptr<Topic>> with_fields(
      const std::vector<std::string>& fields) const override;
};

/// `torrents.delta`: {"at":…,"cursor":"…","full":true|"from":"…","set":[…],"gone":[…]}.
class TorrentDelta final : public RowsTopic {
 public:
  using RowsTopic::RowsTopic;
  [[nodiscard]] std::string payload(Version from) const override;
  [[nodiscard]] bool incremental() const override { return true; }
  [[nodiscard]] Version position(std::string_view cursor) const override;
  [[nodiscard]] Result<std::shared_ptr<Topic>> with_fields(
      const std::vector<std::string>& fields) const override;
};

/// `status`:
/// {"now":…,"sources":[{"name","state","reason","hint","last_good","interval","version"}]}.
class StatusTopic final : public FeedTopic {
 public:
  using FeedTopic::FeedTopic;
  [[nodiscard]] Version version() const override { return feed().status_version(); }
  [[nodiscard]] std::string payload(Version from) const override;
  [[nodiscard]] Version position(std::string_view) const override { return 0; }
};

}  // namespace wst
