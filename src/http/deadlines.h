// Any number of deadlines behind one timer, which sleeps while there are none.
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <unordered_map>
#include <utility>

#include "process/ticker.h"

namespace wst {

/// Not movable: the loop knows it.
class Deadlines {
 public:
  /// `on_due` may set and clear deadlines, but not destroy them all.
  Deadlines(ev::loop_ref loop, std::function<void(std::uint64_t id)> on_due);
  Deadlines(const Deadlines&) = delete;
  Deadlines& operator=(const Deadlines&) = delete;

  /// Due in so many seconds, instead of when it was.
  void set(std::uint64_t id, double seconds);
  void clear(std::uint64_t id);

 private:
  void on_time();
  void rearm();

  std::function<void(std::uint64_t)> on_due_;
  std::set<std::pair<double, std::uint64_t>> queue_;
  std::unordered_map<std::uint64_t, double> due_;
  double armed_for_ = 0;
  Ticker timer_;
};

}  // namespace wst
