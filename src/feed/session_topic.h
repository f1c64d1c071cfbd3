// `session`: the daemon's settings and statistics, asked for only while
// somebody watches.
#pragma once

#include <string>

#include "feed/feed.h"
#include "poll/topic.h"

namespace wst {

/// {"at","settings":{..},"statistics":{..},"free_space","alt_speed",
///  "version":{"client","daemon","rpc"}}.
class SessionTopic final : public Topic, private SampleObserver {
 public:
  explicit SessionTopic(Feed& feed);
  ~SessionTopic() override;
  SessionTopic(const SessionTopic&) = delete;
  SessionTopic& operator=(const SessionTopic&) = delete;

  [[nodiscard]] Version version() const override { return version_; }
  [[nodiscard]] std::string payload(Version from) const override;
  [[nodiscard]] Version position(std::string_view) const override { return 0; }
  void watch() override;
  void unwatch() override;

 private:
  void on_sample() override;

  Feed& feed_;
  int watchers_ = 0;
  Version version_ = 0;
  Version settings_version_ = 0;  // seen last
  SessionStatistics statistics_;  // of the same sample
};

}  // namespace wst
