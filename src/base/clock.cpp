#include "base/clock.h"

#include <chrono>

namespace wst {

double steady_now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace wst
