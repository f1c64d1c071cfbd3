// A topic that is a log: each entry is told once, to those who were there.
#pragma once

#include <cstddef>
#include <deque>
#include <string>

#include "poll/topic.h"

namespace wst {

/// How much is kept for readers that are behind; the newest entry always is.
struct EventLogLimits {
  std::size_t entries = 1'000;
  std::size_t bytes = 1u << 20;
};

class EventLog : public Topic {
 public:
  explicit EventLog(EventLogLimits limits = {}) : limits_(limits) {}

  void append(std::string json);

  /// How many entries there ever were.
  [[nodiscard]] Version version() const final { return last_; }
  [[nodiscard]] Version next(Version from) const final;
  [[nodiscard]] std::string payload(Version from) const final;
  [[nodiscard]] bool incremental() const final { return true; }
  [[nodiscard]] bool tells_present() const final { return false; }
  [[nodiscard]] Version position(std::string_view) const final { return last_; }
  void watch() override {}
  void unwatch() override {}

 private:
  EventLogLimits limits_;
  std::deque<std::string> entries_;
  std::size_t bytes_ = 0;
  Version last_ = 0;
};

}  // namespace wst
