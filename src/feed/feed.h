// One Transmission, polled; and what all topics of it have in common.
#pragma once

#include <utility>

#include "feed/transmission_source.h"
#include "poll/poller.h"
#include "poll/topic.h"

namespace wst {

class Feed final : public TransmissionSource, public Poller {
 public:
  using Clock = Poller::Clock;

  Feed(FeedOptions options, CommandRunner& runner, Timer& timer, const Clock& clock)
      : TransmissionSource(std::move(options), clock),
        Poller(*this, TransmissionSource::options().interval, runner, timer, clock) {}
};

/// Whoever watches one keeps the feed sampling, and each run may be news.
/// Not movable: the feed knows it.
class FeedTopic : public Topic, protected PollObserver {
 public:
  explicit FeedTopic(Feed& feed) : feed_(feed) { feed_.add_observer(*this); }
  ~FeedTopic() override { feed_.remove_observer(*this); }
  FeedTopic(const FeedTopic&) = delete;
  FeedTopic& operator=(const FeedTopic&) = delete;

  [[nodiscard]] Version position(std::string_view) const override { return 0; }
  void watch() override { feed_.watch(); }
  void unwatch() override { feed_.unwatch(); }

 protected:
  [[nodiscard]] Feed& feed() const { return feed_; }

 private:
  void on_change() final { tell_change(); }

  Feed& feed_;
};

}  // namespace wst
