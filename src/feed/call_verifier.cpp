#include "feed/call_verifier.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "feed/answers.h"
#include "feed/topics.h"
#include "wire/wamp2.h"

namespace wst {

std::optional<Diagnosis> CallVerifier::trouble() const {
  if (feed_.status().state != SourceState::failing && feed_.client()) return std::nullopt;
  return feed_.status().trouble;
}

CallResult CallVerifier::of_question(const Call& call) const {
  if (const auto failing = trouble()) return {.error = source_failed(*failing)};
  if (call.procedure->shows == Shows::session)
    return {.payload = wamp2::payload_of(session_.payload(0))};
  if (call.torrents.empty()) return {.payload = wamp2::payload_of(torrents_json(feed_))};
  std::vector<std::int64_t> ids;
  for (const TorrentKey& key : call.torrents) {
    const auto id = index_.find(key);
    if (!id) return {.error = no_such_torrent(key)};
    ids.push_back(*id);
  }
  return {.payload = wamp2::payload_of(torrents_json(feed_, ids))};
}

CallResult CallVerifier::of_action(const PendingCall& pending) const {
  const bool list = pending.is_list();
  if (const auto& error = pending.steps.front().error; error && !list) {
    const auto failing = trouble();
    return {.error = failing ? source_failed(*failing) : *error};
  }
  auto note = what_is_not_known(pending);
  if (!note) note = what_is_not_seen(pending);
  return {.payload = wamp2::payload_of(result_json(pending.steps, list, note))};
}

bool CallVerifier::may_yet_show(const PendingCall& pending) const {
  const bool never_shows = std::holds_alternative<CannotBeSeen>(pending.call.procedure->once_done);
  return !never_shows && !what_is_not_known(pending) && what_is_not_seen(pending);
}

std::optional<std::string> CallVerifier::what_is_not_known(const PendingCall& pending) const {
  if (std::ranges::all_of(pending.steps, [](const StepEnd& step) { return bool(step.error); })) {
    return "none of these is known to be added; each result says why";
  }
  if (const auto failing = trouble()) {
    return "Transmission took it, but could not be asked since: " + failing->reason;
  }
  return std::nullopt;
}

std::optional<std::string> CallVerifier::what_is_not_seen(const PendingCall& pending) const {
  std::vector<std::string> hashes = pending.hashes;
  for (const StepEnd& step : pending.steps) {
    if (!step.added) continue;
    if (!index_.find({.hash = step.added->hash})) {
      return "the list does not show " + step.added->name + " yet";
    }
    hashes.push_back(step.added->hash);
  }
  return what_does_not_show(pending.call, hashes, index_.facts());
}

}  // namespace wst
