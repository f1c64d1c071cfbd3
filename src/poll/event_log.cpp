#include "poll/event_log.h"

#include <algorithm>
#include <utility>

namespace wst {

void EventLog::append(std::string json) {
  ++last_;
  bytes_ += json.size();
  entries_.push_back(std::move(json));
  while (entries_.size() > 1 && (entries_.size() > limits_.entries || bytes_ > limits_.bytes)) {
    bytes_ -= entries_.front().size();
    entries_.pop_front();
  }
  tell_change();
}

Version EventLog::next(Version from) const {
  const Version first = last_ - entries_.size() + 1;  // still kept
  return std::min(std::max(from + 1, first), last_);
}

std::string EventLog::payload(Version from) const {
  if (entries_.empty()) return "null";
  return entries_[static_cast<std::size_t>(next(from) + entries_.size() - last_ - 1)];
}

}  // namespace wst
