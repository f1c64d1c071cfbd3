// `session`: the daemon's settings and statistics, asked for only while
// somebody watches.
#pragma once

#include <string>

#include "feed/feed.h"

namespace wst {

/// {"at","settings":{..},"statistics":{..},"free_space","alt_speed",
///  "version":{"client","daemon","rpc"}}.
class SessionTopic final : public FeedTopic {
 public:
  using FeedTopic::FeedTopic;
  ~SessionTopic() override;

  [[nodiscard]] Version version() const override { return version_; }
  [[nodiscard]] std::string payload(Version from) const override;
  void watch() override;
  void unwatch() override;

 private:
  void on_sample() override;

  int watchers_ = 0;
  Version version_ = 0;
  Version settings_version_ = 0;  // seen last
  SessionStatistics statistics_;  // of the same sample
};

}  // namespace wst
