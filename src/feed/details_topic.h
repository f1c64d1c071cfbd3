// `torrent.<id>`: one torrent, with what is only asked for while somebody
// watches it. Follows the torrent, not the id: when the id comes to mean
// another one, this one is gone.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "feed/feed.h"
#include "poll/topic.h"

namespace wst {

/// {"at","id",...columns,"files","peers","trackers","pieces"}, each of the last
/// four null where nothing is known; in the end {"at","id","gone":true}.
class DetailsTopic final : public Topic, private SampleObserver {
 public:
  /// May be made before the first sample: which torrent it is shows then.
  DetailsTopic(Feed& feed, std::int64_t id);
  ~DetailsTopic() override;
  DetailsTopic(const DetailsTopic&) = delete;
  DetailsTopic& operator=(const DetailsTopic&) = delete;

  [[nodiscard]] Version version() const override;
  [[nodiscard]] std::string payload(Version from) const override;
  [[nodiscard]] Version position(std::string_view) const override { return 0; }
  [[nodiscard]] bool gone() const override { return gone_; }
  void watch() override;
  void unwatch() override;

 private:
  void on_sample() override;
  void look();
  void begin(std::string_view hash);
  void end();

  Feed& feed_;
  std::int64_t id_;
  std::string hash_;  // empty: not known yet, or gone
  int watchers_ = 0;
  bool gone_ = false;
  Version version_ = 0;
  Version row_version_ = 0;      // seen
  Version details_version_ = 0;  // seen
};

}  // namespace wst
