// The clocks. The wall's is for people only: somebody may set it, so whatever counts ages,
// deadlines or a history by it is wrong by a day now and then.
#pragma once

#include <functional>
#include <optional>
#include <string>

namespace wst {

/// Seconds since some moment; never less than before.
double steady_now();

/// Unix time as the wall had it once, going on steadily from there.
class CalmClock {
 public:
  using Seconds = std::function<double()>;

  CalmClock(Seconds steady, Seconds wall);
  [[nodiscard]] double now() const { return steady_() + offset_; }
  /// What the wall calls a moment of this clock by now. Where it was set, that is another time
  /// than it was called then; ages stay the same.
  [[nodiscard]] double on_the_wall(double moment) const;

 private:
  Seconds steady_;
  Seconds wall_;
  double offset_;
};

/// That of this process.
const CalmClock& calm_clock();

/// A moment of the calm clock as the topics tell it: unix seconds of the wall's, to the
/// millisecond; `null` for none.
std::string time_json(double seconds);
std::string time_json(std::optional<double> seconds);

}  // namespace wst
