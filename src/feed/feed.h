// One Transmission, polled.
#pragma once

#include <utility>

#include "feed/transmission_source.h"
#include "poll/poller.h"

namespace wst {

class Feed final : public TransmissionSource, public Poller {
 public:
  using Clock = Poller::Clock;

  Feed(FeedOptions options, CommandRunner& runner, Timer& timer, const Clock& clock)
      : TransmissionSource(std::move(options), clock),
        Poller(*this, TransmissionSource::options().interval, runner, timer, clock) {}
};

}  // namespace wst
