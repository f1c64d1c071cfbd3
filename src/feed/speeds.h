// The total speeds of the last hour, sample by sample, and of the last day,
// minute by minute: a ring, and the topic that tells it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "feed/feed.h"

namespace wst {

class SpeedHistory {
 public:
  /// `interval`: seconds between samples; at most an hour of them are kept.
  explicit SpeedHistory(double interval);

  void add(double time, std::int64_t down, std::int64_t up);
  /// How many samples there ever were.
  [[nodiscard]] Version version() const { return version_; }
  /// `"recent":[[t,down,up],...],"day":[[t,down,up],...]`: what came after
  /// `from`. A minute comes when it is over, with its averages.
  [[nodiscard]] std::string since(Version from) const;

 private:
  struct Point {
    Version version;
    double time;
    double down;
    double up;
  };
  struct Minute {
    double begin;
    double down = 0;  // sums
    double up = 0;
    double samples = 0;
  };

  static std::string points_json(const std::deque<Point>& points, Version from);
  static void trim(std::deque<Point>& points, std::size_t most, double oldest);
  void end_minute();

  std::size_t most_recent_;
  std::deque<Point> recent_;
  std::deque<Point> day_;
  std::optional<Minute> minute_;  // the one we are in
  Version version_ = 0;
};

/// `speeds`: first {"interval","recent":[[t,down,up]..],"day":[..]}, then
/// {"recent","day"} with what is new.
class SpeedsTopic final : public FeedTopic {
 public:
  explicit SpeedsTopic(Feed& feed);

  [[nodiscard]] Version version() const override { return history_.version(); }
  [[nodiscard]] std::string payload(Version from) const override;
  [[nodiscard]] bool incremental() const override { return true; }

 private:
  void on_sample() override;

  SpeedHistory history_;
};

}  // namespace wst
