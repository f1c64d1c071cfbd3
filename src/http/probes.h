// Who asks whether the source answers, and has a deadline of their own: Prometheus gives a scrape
// ten seconds, a client that hangs may take longer.
#pragma once

#include <functional>
#include <vector>

#include "process/timer.h"

namespace wst {

class Feed;

/// Not movable: its timer knows it.
class Probes {
 public:
  /// Whether the source has answered no longer than one interval ago.
  using Answer = std::function<void(bool is_up)>;

  /// Both outlive the probes. `patience` is their own.
  Probes(Feed& feed, Timer& patience) : feed_(feed), patience_(patience) {
    patience_.set([this] { answer_all(); });
  }
  Probes(const Probes&) = delete;
  Probes& operator=(const Probes&) = delete;

  /// Answered at once if that is so, else when a sample has ended, its own or one under way, and
  /// after 8 s in any case.
  void ask(Answer answer);

 private:
  [[nodiscard]] bool is_up() const;
  void answer_all();

  Feed& feed_;
  Timer& patience_;
  std::vector<Answer> waiting_;
};

}  // namespace wst
