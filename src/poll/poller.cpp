#include "poll/poller.h"

#include <utility>

#include "base/log.h"

namespace wst {

namespace {

constexpr double stale_after_intervals = 3;

}  // namespace

Poller::Poller(Source& source, double interval, CommandRunner& runner, Timer& timer, Clock clock)
    : source_(source),
      interval_(interval),
      runner_(runner),
      timer_(timer),
      clock_(std::move(clock)) {
  timer_.set([this] { tick(); });
}

// ---- who wants samples ----

void Poller::watch() {
  if (watchers_++ > 0 || stopped_) return;
  tell(&PollObserver::on_change);  // frames made before the pause tell an old time
  set_pace();
  tick();
}

void Poller::unwatch() {
  if (--watchers_ == 0 && !stopped_) set_pace();
}

void Poller::keep_sampling(double every) {
  every_unwatched_ = every;
  if (watchers_ > 0 || stopped_) return;
  set_pace();
  if (every > 0) tick();
}

void Poller::set_pace() {
  const double every = watchers_ > 0 ? interval_ : every_unwatched_;
  every > 0 ? timer_.start(every, every) : timer_.stop();
}

void Poller::sample_once(std::function<void()> done) {
  waiting_.push_back(std::move(done));
  if (!under_way_) tick();
}

// A sample under way may have been answered before what its caller has just done: it would show the
// old state for the new. So this waits for the run behind it.
void Poller::sample_afresh(std::function<void()> done) {
  afresh_.push_back(std::move(done));
  if (!under_way_) tick();
}

void Poller::stop() {
  stopped_ = true;
  timer_.stop();
  command_.reset();
  waiting_.clear();
  afresh_.clear();
}

// ---- a run ----

void Poller::tick() {
  if (stopped_) return;
  under_way_ ? notice_staleness() : begin_sample();
}

void Poller::begin_sample() {
  under_way_ = true;
  for (auto& done : std::exchange(afresh_, {})) waiting_.push_back(std::move(done));
  begin_command();
}

void Poller::begin_command() { command_ = runner_.run(source_.begin(), *this); }

void Poller::on_exit(const Exit& exit) {
  const auto ended = std::move(command_);
  const Progress progress = source_.on_exit(exit);
  switch (progress.kind) {
    case Progress::Kind::sampled:
      return take_sample();
    case Progress::Kind::nothing:
      return finish_run();
    case Progress::Kind::again:
      return begin_sample();
    case Progress::Kind::explain:
      return begin_command();
    case Progress::Kind::failed:
      break;
  }
  set_status(SourceState::failing, progress.trouble);
  finish_run();
}

void Poller::take_sample() {
  status_.last_good = clock_();
  set_status(SourceState::ok);
  tell(&PollObserver::on_sample);
  finish_run();
}

// The danger: whoever is told may ask at once for another sample, unwatch the last topic, or stop
// the poller. So the run is over, and those who waited for it are out of the list, before anybody
// is told; who asks from within waits for a run of its own, and nobody is told twice.
void Poller::finish_run() {
  under_way_ = false;
  ++runs_;
  const auto told = std::exchange(waiting_, {});
  tell(&PollObserver::on_change);
  for (const auto& done : told) done();
  if (!afresh_.empty() && !under_way_) tick();
}

// ---- what came of it ----

void Poller::set_status(SourceState state, const Diagnosis& trouble) {
  if (state == status_.state && trouble == status_.trouble) return;
  if (state == SourceState::ok && status_.state != SourceState::stale) {
    log_info(source_.name() + " answers");
  }
  if (state == SourceState::failing) {
    log_warning(trouble.hint.empty() ? trouble.reason : trouble.reason + ". " + trouble.hint);
  }
  status_.state = state;
  status_.trouble = trouble;
  ++status_version_;
}

void Poller::notice_staleness() {
  if (status_.state != SourceState::ok) return;
  const double age = clock_() - status_.last_good.value_or(0);
  if (age >= 0 && age < stale_after_intervals * interval_) return;
  set_status(SourceState::stale, source_.silence());
  tell(&PollObserver::on_change);
}

// ---- who is told of it ----

void Poller::add_observer(PollObserver& observer) {
  observers_.emplace(++last_place_, &observer);
  places_[&observer] = last_place_;
}

void Poller::remove_observer(PollObserver& observer) {
  const auto known = places_.find(&observer);
  if (known == places_.end()) return;
  observers_.erase(known->second);
  places_.erase(known);
}

// One that is told may take out itself or another.
void Poller::tell(void (PollObserver::*what)()) {
  for (auto next = observers_.begin(); next != observers_.end();) {
    const auto place = next->first;
    (next->second->*what)();
    next = observers_.upper_bound(place);
  }
}

}  // namespace wst
