#include "router/router.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "router/session.h"

namespace wst {

Router::Router(const RouterLimits& limits, Authenticator& authenticator, Callee& built_in,
               Timer& timer, Clock clock)
    : limits_(limits),
      authenticator_(authenticator),
      timer_(timer),
      clock_(std::move(clock)),
      broker_(authenticator, clock_),
      dealer_(built_in) {}

void Router::attach(Session& session) { sessions_.emplace(session.id(), &session); }

void Router::detach(Session& session) {
  sessions_.erase(session.id());
  if (sessions_.empty()) broker_.on_change();
}

void Router::joined(Session& session) {
  members_.emplace(session.id(), &session);
  authenticator_.on_join(session.identity());
  if (observer_) observer_->on_join(session);
}

void Router::left(Session& session) {
  if (members_.erase(session.id()) == 0) return;
  authenticator_.on_leave(session.identity());
  if (observer_) observer_->on_leave(session);
}

// One that ends may take others along: a client whose worker has gone, or who
// reads too slowly to be told so.
void Router::end_login(LoginId login) {
  if (login == 0) return;
  std::vector<std::int64_t> meant;
  for (const auto& [id, session] : members_) {
    if (session->identity().login == login) meant.push_back(id);
  }
  for (const auto id : meant) {
    const auto member = members_.find(id);
    if (member != members_.end()) member->second->end_with_login();
  }
}

Dealer::CallId Router::call(const Caller& caller, DealerCall call) {
  const auto id = dealer_.call(caller, std::move(call));
  if (dealer_.waits()) start_waiting();
  return id;
}

void Router::on_change() {
  broker_.on_change();
  for (const auto& [id, session] : sessions_) session->on_change();
}

void Router::start_waiting() {
  if (!std::exchange(counts_, true)) timer_.start(1, 1);
}

void Router::on_second() {
  dealer_.on_second();
  for (const auto& [id, session] : sessions_) session->on_second();
  counts_ = dealer_.waits() || std::any_of(sessions_.begin(), sessions_.end(),
                                           [](const auto& one) { return one.second->waits(); });
  if (!counts_) timer_.stop();
}

}  // namespace wst
