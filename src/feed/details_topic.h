// `torrent.<id>`: one torrent, with what is only asked for while somebody watches it. Follows the
// torrent, not the id: when the id comes to mean another one, this one is gone. Made when somebody
// subscribes to one.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "feed/feed.h"
#include "router/broker.h"

namespace wst {

/// {"at","id",...columns,"files","peers","trackers","pieces"}, each of the last
/// four null where nothing is known; in the end {"at","id","gone":true}.
class DetailsTopic final : public FeedTopic {
 public:
  /// May be made before the first sample: which torrent it is shows then.
  DetailsTopic(Feed& feed, std::int64_t id);
  ~DetailsTopic() override;

  [[nodiscard]] Version version() const override;
  [[nodiscard]] std::string payload(Version from) const override;
  [[nodiscard]] bool gone() const override { return gone_; }
  [[nodiscard]] std::string_view end_reason() const override {
    return "wstorrent.error.no_such_torrent";
  }
  void watch() override;
  void unwatch() override;

 private:
  void on_sample() override;
  void look();
  void begin(std::string_view hash);
  void end();

  std::int64_t id_;
  std::string hash_;  // empty: not known yet, or gone
  int watchers_ = 0;
  bool gone_ = false;
  Version version_ = 0;
  Version row_version_ = 0;      // seen
  Version details_version_ = 0;  // seen
};

class DetailsSource final : public TopicSource {
 public:
  /// `most`: topics at one time; each costs four requests in every sample.
  DetailsSource(Feed& feed, std::size_t most) : feed_(feed), most_(most) {}

  [[nodiscard]] bool owns(std::string_view name) const override;
  /// wstorrent.error.no_such_torrent, or .busy past the limit.
  Result<std::shared_ptr<Topic>> open(std::string_view name) override;

 private:
  Feed& feed_;
  std::size_t most_;
  std::vector<std::weak_ptr<Topic>> opened_;
};

}  // namespace wst
