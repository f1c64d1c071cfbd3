#include "http/deadlines.h"

#include <algorithm>

#include "base/clock.h"

namespace wst {

Deadlines::Deadlines(ev::loop_ref loop, std::function<void(std::uint64_t)> on_due)
    : on_due_(std::move(on_due)), timer_(loop, [this] { on_time(); }) {}

void Deadlines::set(std::uint64_t id, double seconds) {
  const double due = steady_now() + seconds;
  const auto [known, added] = due_.try_emplace(id, due);
  if (!added) queue_.erase({known->second, id});
  known->second = due;
  queue_.emplace(due, id);
  rearm();
}

void Deadlines::clear(std::uint64_t id) {
  const auto known = due_.find(id);
  if (known == due_.end()) return;
  queue_.erase({known->second, id});
  due_.erase(known);
  rearm();
}

// Brought forward at once, put off only when it rings: what moves its deadline
// with every byte costs no timer each time.
void Deadlines::rearm() {
  if (queue_.empty()) return timer_.stop();
  const double next = queue_.begin()->first;
  if (timer_.is_active() && armed_for_ <= next) return;
  armed_for_ = next;
  timer_.start(std::max(0.0, next - steady_now()), 0);
}

void Deadlines::on_time() {
  while (!queue_.empty() && queue_.begin()->first <= steady_now()) {
    const auto id = queue_.begin()->second;
    queue_.erase(queue_.begin());
    due_.erase(id);
    on_due_(id);
  }
  rearm();
}

}  // namespace wst
