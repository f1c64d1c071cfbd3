// Times as the topics tell them: unix seconds, to the millisecond.
#pragma once

#include <cmath>
#include <optional>
#include <string>

#include "base/json.h"

namespace wst {

inline std::string time_json(double seconds) {
  return json_number(std::round(seconds * 1000) / 1000);
}

inline std::string time_json(std::optional<double> seconds) {
  return seconds ? time_json(*seconds) : "null";
}

}  // namespace wst
