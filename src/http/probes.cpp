#include "http/probes.h"

#include <utility>

#include "feed/feed.h"

namespace wst {

namespace {

constexpr double patience_seconds = 8;

}  // namespace

void Probes::ask(Answer answer) {
  if (is_up()) return answer(true);
  waiting_.push_back(std::move(answer));
  if (waiting_.size() > 1) return;
  patience_.start(patience_seconds, 0);
  feed_.sample_once([this] { answer_all(); });
}

// Asked by many and often, so a sample that is as old as those of viewers will do.
bool Probes::is_up() const {
  const SourceStatus& status = feed_.status();
  return status.state == SourceState::ok && status.last_good &&
         feed_.now() - *status.last_good <= feed_.options().interval;
}

void Probes::answer_all() {
  patience_.stop();
  for (const auto& answer : std::exchange(waiting_, {})) answer(is_up());
}

}  // namespace wst
