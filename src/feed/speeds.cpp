#include "feed/speeds.h"

#include <algorithm>
#include <cmath>

#include "base/clock.h"
#include "base/json.h"

namespace wst {

namespace {

constexpr double hour = 3600;
constexpr double day = 24 * hour;
constexpr double minute = 60;
constexpr std::size_t most_samples = 36'000;
constexpr std::size_t most_minutes = 1'440;

std::size_t samples_in_an_hour(double interval) {
  if (interval * most_samples <= hour) return most_samples;
  return static_cast<std::size_t>(std::max(1.0, hour / interval));
}

}  // namespace

SpeedHistory::SpeedHistory(double interval) : most_recent_(samples_in_an_hour(interval)) {}

void SpeedHistory::add(double time, std::int64_t down, std::int64_t up) {
  const auto as_double = [](std::int64_t speed) { return static_cast<double>(speed); };
  ++version_;
  recent_.push_back({version_, time, as_double(down), as_double(up)});
  trim(recent_, most_recent_, time - hour);

  const double begin = std::floor(time / minute) * minute;
  if (minute_ && minute_->begin != begin) end_minute();
  if (!minute_) minute_ = Minute{begin};
  minute_->down += as_double(down);
  minute_->up += as_double(up);
  ++minute_->samples;
  trim(day_, most_minutes, time - day);
}

void SpeedHistory::end_minute() {
  const double samples = minute_->samples;
  day_.push_back({version_, minute_->begin, std::round(minute_->down / samples),
                  std::round(minute_->up / samples)});
  minute_.reset();
}

void SpeedHistory::trim(std::deque<Point>& points, std::size_t most, double oldest) {
  while (points.size() > most || (!points.empty() && points.front().time < oldest)) {
    points.pop_front();
  }
}

std::string SpeedHistory::since(Version from) const {
  return "\"recent\":" + points_json(recent_, from) + ",\"day\":" + points_json(day_, from);
}

std::string SpeedHistory::points_json(const std::deque<Point>& points, Version from) {
  auto point = std::ranges::upper_bound(points, from, {}, &Point::version);
  std::string text = "[";
  for (; point != points.end(); ++point) {
    if (text.size() > 1) text += ',';
    text += '[' + time_json(point->time) + ',' + json_number(point->down) + ',' +
            json_number(point->up) + ']';
  }
  return text + ']';
}

SpeedsTopic::SpeedsTopic(Feed& feed) : FeedTopic(feed), history_(feed.options().interval) {}

std::string SpeedsTopic::payload(Version from) const {
  const std::string points = history_.since(from) + "}";
  if (from > 0) return "{" + points;
  return "{\"interval\":" + json_number(feed().options().interval) + "," + points;
}

void SpeedsTopic::on_sample() {
  const SessionStatistics& statistics = *feed().statistics();
  history_.add(*feed().status().last_good, statistics.download_speed, statistics.upload_speed);
}

}  // namespace wst
