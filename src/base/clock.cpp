#include "base/clock.h"

#include <chrono>
#include <cmath>
#include <utility>

#include "base/json.h"

namespace wst {

namespace {

template <typename Clock>
double now_of() {
  return std::chrono::duration<double>(Clock::now().time_since_epoch()).count();
}

}  // namespace

double steady_now() { return now_of<std::chrono::steady_clock>(); }

CalmClock::CalmClock(Seconds steady, Seconds wall)
    : steady_(std::move(steady)), wall_(std::move(wall)), offset_(wall_() - steady_()) {}

// In whole seconds: what is told twice must be the same twice, and the two clocks never are.
double CalmClock::on_the_wall(double moment) const {
  return moment + std::round(wall_() - steady_() - offset_);
}

const CalmClock& calm_clock() {
  static const CalmClock clock(steady_now, now_of<std::chrono::system_clock>);
  return clock;
}

std::string time_json(double seconds) {
  return json_number(std::round(calm_clock().on_the_wall(seconds) * 1000) / 1000);
}

std::string time_json(std::optional<double> seconds) {
  return seconds ? time_json(*seconds) : "null";
}

}  // namespace wst
