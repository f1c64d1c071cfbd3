// The options of a feed where a test is not about them.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "feed/feed.h"

namespace wst::test {

/// A tick each 2 s, all of it each 30 s; a run may take 9 s and print 12,345 bytes.
inline FeedOptions feed_options(std::vector<std::string> environment) {
  return {.remote = {},
          .environment = std::move(environment),
          .interval = 2,
          .deadline = 9,
          .max_output = 12'345,
          .full_every = 30,
          .epoch = "e"};
}

}  // namespace wst::test
