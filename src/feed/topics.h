// The three faces of a feed: its whole list, its changes, its state.
#pragma once

#include <utility>

#include "feed/columns.h"
#include "feed/feed.h"

namespace wst {

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
  [[nodiscard]] Version version() const override {
    return feed().status_version() + feed().notes_version();
  }
  [[nodiscard]] std::string payload(Version from) const override;
};

}  // namespace wst
