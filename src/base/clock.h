// The clock that nobody sets: ages, deadlines and histories are counted by it. The time of the
// wall is for people and protocols only.
#pragma once

namespace wst {

/// Seconds since some moment; never less than before.
double steady_now();

}  // namespace wst
