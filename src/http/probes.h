// Who asks whether the source answers, and has a deadline of their own: Prometheus gives a scrape
// ten seconds, a client that hangs may take longer.
#pragma once

#include <functional>
#include <vector>

#include "feed/feed.h"
#include "process/timer.h"

namespace wst {

class Probes {
 public:
  /// Whether the source has answered no longer than one interval ago.
  using Answer = std::function<void(bool is_up)>;

  /// Both outlive the probes. `patience` calls on_time().
  Probes(Feed& feed, Timer& patience) : feed_(feed), patience_(patience) {}

  /// Answered at once if that is so, else when a sample has ended, its own or one under way, and
  /// after 8 s in any case.
  void ask(Answer answer);
  void on_time() { answer_all(); }

 private:
  [[nodiscard]] bool is_up() const;
  void answer_all();

  Feed& feed_;
  Timer& patience_;
  std::vector<Answer> waiting_;
};

}  // namespace wst
