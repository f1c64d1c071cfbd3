// What a call is answered, by what the last sample shows.
#pragma once

#include <optional>
#include <string>

#include "feed/feed.h"
#include "feed/pending_call.h"
#include "feed/torrent_index.h"
#include "poll/topic.h"
#include "router/callee.h"

namespace wst {

class CallVerifier {
 public:
  /// All outlive it. `session`: its payload answers session.get.
  CallVerifier(const Feed& feed, const Topic& session, const TorrentIndex& index)
      : feed_(feed), session_(session), index_(index) {}

  /// Why the source tells nothing; nothing if it does.
  [[nodiscard]] std::optional<Diagnosis> trouble() const;
  /// Of a call that only asks what is.
  [[nodiscard]] CallResult of_question(const Call& call) const;
  /// Of one whose steps are over.
  [[nodiscard]] CallResult of_action(const PendingCall& pending) const;
  /// Whether a later sample may show what this one does not.
  [[nodiscard]] bool may_yet_show(const PendingCall& pending) const;

 private:
  [[nodiscard]] std::optional<std::string> what_is_not_known(const PendingCall& pending) const;
  [[nodiscard]] std::optional<std::string> what_is_not_seen(const PendingCall& pending) const;

  const Feed& feed_;
  const Topic& session_;
  const TorrentIndex& index_;
};

}  // namespace wst
