#include "feed/call_executor.h"

#include <algorithm>
#include <utility>

#include "feed/answers.h"
#include "wire/wamp2.h"

namespace wst {

namespace {

// Ids may have been given to other torrents while nothing was sampled.
constexpr double known_for_intervals = 3;
constexpr double known_for_seconds = 10;
constexpr std::size_t max_unseen_runs = 16;
constexpr std::size_t max_watched = 20;
// Transmission answers a stop, and some more, before it is done: 3.00 takes up
// to a second, and forgets a start that comes meanwhile. To look takes half of
// that time at most, and whoever waits sees it soon after it is so.
constexpr double shortest_rest = 0.02;
constexpr double longest_rest = 0.1;
constexpr double seconds_of_looks = 1.5;

constexpr std::string_view torrent_add = "torrent.add";

std::size_t size_of(const wamp2::Payload& payload) {
  return payload.args.size() + payload.kwargs.size();
}

Diagnosis still_starting() {
  return {"Transmission has only just begun and knows no torrents yet", "Try again in a moment."};
}

// transmission-remote reads a .torrent from a file of its own machine only, and
// takes none from its standard input.
Error out_of_reach() {
  return {
      "a .torrent cannot be handed to transmission-remote on another machine: add its magnet "
      "link, or an address that has it",
      "wstorrent.error.unsupported"};
}

}  // namespace

CallExecutor::CallExecutor(const CallExecutorParts& parts, CallLimits limits, CallRules rules)
    : feed_(parts.feed),
      runner_(parts.runner),
      timer_(parts.timer),
      patience_(parts.patience),
      files_(parts.files),
      limits_(limits),
      rules_(std::move(rules)),
      index_(parts.feed),
      verifier_(parts.feed, parts.session, index_) {
  timer_.set([this] { turn(); });
  patience_.set([this] { look_again(); });
}

bool CallExecutor::has(const std::string& procedure) const {
  return find_procedure(procedure) != nullptr;
}

void CallExecutor::call(CallRequest request) {
  const CallId id = request.id;
  timer_.start(0, 0);
  Result<Call> call = admit(request);
  if (!call) {
    refused_.emplace(id, Refused{std::move(request.on_done), call.error()});
    return;
  }
  const bool runs = call->procedure->runs;
  const std::size_t bytes = size_of(request.payload);
  bytes_ += bytes;
  if (!request.receive_progress) request.on_progress = nullptr;
  const auto entry =
      calls_.emplace(id, PendingCall{std::move(call).value(), bytes, std::move(request.on_progress),
                                     std::move(request.on_done)});
  enter(entry.first->second, runs ? Phase::queued : Phase::asking);
  if (!runs) look(id);
}

Result<Call> CallExecutor::admit(const CallRequest& request) const {
  if (has(request.procedure)) {
    const std::size_t bytes = bytes_ + size_of(request.payload);
    if (calls_.size() >= limits_.calls || bytes > limits_.bytes) {
      return Error{"Transmission has more to do than is taken at once; try again in a moment",
                   "wstorrent.error.busy"};
    }
  }
  const auto& [args, kwargs] = request.payload;
  Result<Call> call =
      read_call(request.procedure, args.empty() ? "[]" : args, kwargs.empty() ? "{}" : kwargs);
  if (!call) return call;
  if (auto error = broken_rule(call.value(), rules_)) return *error;
  return call;
}

void CallExecutor::cancel(CallId id) {
  refused_.erase(id);
  const auto pending = take_out(id);
  if (!pending || pending->phase != Phase::running) return;
  run_.reset();
  timer_.start(0, 0);
}

void CallExecutor::forget(CallId id) {
  refused_.erase(id);
  const auto found = calls_.find(id);
  if (found == calls_.end()) return;
  found->second.on_progress = nullptr;
  found->second.on_done = nullptr;
}

// Those refused meanwhile wait for the next turn: the timer is set again.
void CallExecutor::turn() {
  const CallId last = refused_.empty() ? 0 : refused_.rbegin()->first;
  while (!refused_.empty() && refused_.begin()->first <= last) {
    const auto refused = refused_.extract(refused_.begin());
    refused.mapped().on_done({.error = refused.mapped().error});
  }
  go_on();
}

void CallExecutor::stop() {
  timer_.stop();
  patience_.stop();
  run_.reset();
  refused_.clear();
  calls_.clear();
  bytes_ = 0;
}

// ---- phases ----

void CallExecutor::enter(PendingCall& pending, Phase phase) {
  pending.phase = phase;
  pending.since = ++phases_;
}

std::vector<CallId> CallExecutor::ids_in(Phase phase) const {
  std::vector<CallId> ids;
  for (const auto& [id, pending] : calls_) {
    if (pending.phase == phase) ids.push_back(id);
  }
  std::ranges::sort(ids, {}, [this](CallId id) { return calls_.at(id).since; });
  return ids;
}

bool CallExecutor::has_any_in(Phase phase) const {
  return std::any_of(calls_.begin(), calls_.end(),
                     [&](const auto& call) { return call.second.phase == phase; });
}

// ---- questions: each waits for the sample that begins next ----

void CallExecutor::look(CallId id) {
  const bool session = calls_.at(id).call.procedure->shows == Shows::session;
  if (session) feed_.watch_session();
  feed_.sample_afresh([this, id, session] {
    if (session) feed_.unwatch_session();
    const auto found = calls_.find(id);
    if (found != calls_.end()) finish(id, verifier_.of_question(found->second.call));
  });
}

// ---- actions: one step after the other ----

void CallExecutor::go_on() {
  while (!run_ && !learning_ && has_any_in(Phase::queued)) {
    knows_torrents() ? run_step(ids_in(Phase::queued).front()) : learn_torrents(false);
  }
  verify();
}

bool CallExecutor::knows_torrents() const {
  const auto last_good = feed_.status().last_good;
  if (!feed_.client() || !last_good) return false;
  const double age = feed_.now() - *last_good;
  const double most = std::max(known_for_intervals * feed_.options().interval, known_for_seconds);
  return age >= 0 && age <= most;
}

// A list that is empty all at once is believed the second time, and not even
// then of a daemon that has just begun.
void CallExecutor::learn_torrents(bool again) {
  learning_ = true;
  feed_.sample_afresh([this, again] {
    learning_ = false;
    if (const auto failing = verifier_.trouble()) {
      give_up(source_failed(*failing));
    } else if (!knows_torrents()) {
      again ? give_up(source_failed(still_starting())) : learn_torrents(true);
    }
    go_on();
  });
}

// Whoever is told may cancel others, and call anew.
void CallExecutor::give_up(const Error& error) {
  for (const CallId id : ids_in(Phase::queued)) {
    const auto found = calls_.find(id);
    if (found == calls_.end()) continue;
    found->second.steps.empty() ? finish(id, {.error = error}) : skip_rest(id, error);
  }
}

void CallExecutor::run_step(CallId id) {
  PendingCall& pending = calls_.at(id);
  if (pending.steps.empty()) {
    if (auto error = find_torrents(pending)) return finish(id, {.error = std::move(error)});
  }
  Result<Step> step = prepare(pending);
  if (!step) return end_step(id, {.error = step.error()});
  ++unseen_runs_;
  enter(pending, Phase::running);
  run_ = std::make_unique<ActionRun>(feed_, runner_, std::move(step).value(),
                                     [this, id](const StepEnd& end) {
                                       run_.reset();
                                       end_step(id, end);
                                       go_on();
                                     });
}

std::optional<Error> CallExecutor::find_torrents(PendingCall& pending) const {
  for (const TorrentKey& key : pending.call.torrents) {
    const auto id = index_.find(key);
    const std::string hash = id ? index_.hash(*id) : std::string();
    if (hash.empty()) return no_such_torrent(key);
    pending.hashes.push_back(hash);
  }
  return std::nullopt;
}

Result<Step> CallExecutor::prepare(const PendingCall& pending) {
  const std::size_t number = pending.steps.size();
  Step step;
  const auto bytes = metainfo_of(pending.call, number);
  if (bytes && feed_.options().remote.remote_shell) return out_of_reach();
  if (bytes) {
    auto file = files_.keep(*bytes);
    if (!file) return Error{file.error().message, "wamp.error.runtime_error"};
    step.file = std::move(file).value();
  }
  auto words = cli_args_for(pending.call, number, *feed_.client(), pending.hashes,
                            step.file ? step.file->path() : std::string());
  if (!words) return words.error();
  step.words = std::move(words).value();
  step.adds = pending.call.procedure->name == torrent_add;
  return step;
}

// Told last in here: the listener may cancel this very call.
void CallExecutor::end_step(CallId id, const StepEnd& end) {
  PendingCall& pending = calls_.at(id);
  pending.steps.push_back(end);
  const bool list = pending.is_list();
  const bool has_more = pending.steps.size() < pending.call.steps;
  if (!has_more && !list && end.error && !end.unexplained) return finish(id, {.error = end.error});
  // Behind all others: a long list keeps nobody waiting for longer than a step.
  enter(pending, has_more ? Phase::queued : Phase::ran);
  const auto tell = pending.on_progress;  // a copy: the call may end by it
  const std::size_t index = pending.steps.size() - 1;
  if (list && tell) tell(wamp2::payload_of(step_json(index, end)));
  if (end.timed_out) skip_rest(id, not_tried(index));
}

// Each of them might take as long again.
void CallExecutor::skip_rest(CallId id, const Error& error) {
  const auto found = calls_.find(id);
  if (found == calls_.end()) return;
  const std::size_t left = found->second.call.steps - found->second.steps.size();
  for (std::size_t i = 0; i < left && calls_.contains(id); ++i) end_step(id, {.error = error});
}

// ---- what came of them: a sample for as many as ran meanwhile ----

void CallExecutor::verify() {
  const auto ran = ids_in(Phase::ran);
  if (unseen_runs_ == 0 && ran.empty()) return;
  const bool more_will_run = has_any_in(Phase::queued) || has_any_in(Phase::running);
  if (unseen_runs_ < max_unseen_runs && more_will_run) return;
  unseen_runs_ = 0;
  sample_for(ran);
}

CallExecutor::Wanted CallExecutor::wanted_by(const std::vector<CallId>& calls) const {
  Wanted wanted;
  for (const CallId id : calls) {
    const PendingCall& pending = calls_.at(id);
    const std::vector<std::string>& hashes = pending.hashes;
    const std::size_t room = max_watched - wanted.torrents.size();
    wanted.torrents.insert(
        wanted.torrents.end(), hashes.begin(),
        hashes.begin() + static_cast<std::ptrdiff_t>(std::min(room, hashes.size())));
    if (pending.call.procedure->shows == Shows::session) wanted.session = true;
  }
  return wanted;
}

void CallExecutor::sample_for(const std::vector<CallId>& calls) {
  for (const CallId id : calls) enter(calls_.at(id), Phase::verifying);
  Wanted wanted = wanted_by(calls);
  for (const std::string& hash : wanted.torrents) feed_.watch_torrent(hash);
  if (wanted.session) feed_.watch_session();
  feed_.sample_afresh([this, calls, wanted = std::move(wanted), began = feed_.now()] {
    const auto results = judge(calls, feed_.now() - began);
    for (const std::string& hash : wanted.torrents) feed_.unwatch_torrent(hash);
    if (wanted.session) feed_.unwatch_session();
    for (const auto& [id, result] : results) finish(id, result);
  });
}

// Nobody is told before all are judged: whoever is may cancel others, and call anew.
CallExecutor::Results CallExecutor::judge(const std::vector<CallId>& calls, double seconds) {
  const bool looks_again = has_any_in(Phase::awaited);
  Results results;
  for (const CallId id : calls) {
    const auto found = calls_.find(id);
    if (found == calls_.end()) continue;
    if (awaits(found->second)) {
      enter(found->second, Phase::awaited);
    } else {
      results.emplace_back(id, verifier_.of_action(found->second));
    }
  }
  if (!looks_again && has_any_in(Phase::awaited)) {
    patience_.start(std::clamp(seconds, shortest_rest, longest_rest), 0);
  }
  return results;
}

bool CallExecutor::awaits(PendingCall& pending) const {
  if (!verifier_.may_yet_show(pending)) return false;
  const double now = feed_.now();
  if (!pending.seen_first) pending.seen_first = now;
  return now >= *pending.seen_first && now - *pending.seen_first < seconds_of_looks;
}

void CallExecutor::look_again() {
  const auto awaited = ids_in(Phase::awaited);
  if (!awaited.empty()) sample_for(awaited);
}

void CallExecutor::finish(CallId id, const CallResult& result) {
  const auto pending = take_out(id);
  if (pending && pending->on_done) pending->on_done(result);
}

std::optional<PendingCall> CallExecutor::take_out(CallId id) {
  const auto found = calls_.find(id);
  if (found == calls_.end()) return std::nullopt;
  std::optional<PendingCall> pending = std::move(found->second);
  calls_.erase(found);
  bytes_ -= pending->bytes;
  return pending;
}

}  // namespace wst
