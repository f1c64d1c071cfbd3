#include "web/deadlines.h"

#include <algorithm>
#include <chrono>

namespace wst {

// Not the loop's time, which is that of the wall: somebody may set it back.
double steady_now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

Deadlines::Deadlines(ev::loop_ref loop, std::function<void(std::uint64_t)> on_due)
    : on_due_(std::move(on_due)), timer_(loop) {
  timer_.set<Deadlines, &Deadlines::on_time>(this);
}

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
  timer_.stop();
  armed_for_ = next;
  timer_.start(std::max(0.0, next - steady_now()));
}

void Deadlines::on_time(ev::timer&, int) noexcept {
  while (!queue_.empty() && queue_.begin()->first <= steady_now()) {
    const auto id = queue_.begin()->second;
    queue_.erase(queue_.begin());
    due_.erase(id);
    on_due_(id);
  }
  rearm();
}

}  // namespace wst
