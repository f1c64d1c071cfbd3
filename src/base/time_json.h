// Moments of the calm clock as the topics tell them: unix seconds of the wall's, to the
// millisecond.
#pragma once

#include <cmath>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/json.h"

namespace wst {

inline std::string time_json(double seconds) {
  return json_number(std::round(calm_clock().on_the_wall(seconds) * 1000) / 1000);
}

inline std::string time_json(std::optional<double> seconds) {
  return seconds ? time_json(*seconds) : "null";
}

}  // namespace wst
