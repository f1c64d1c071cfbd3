#include "session/router.h"

#include <algorithm>
#include <utility>

#include "session/session.h"

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
  if (observer_) observer_->on_join(session);
}

void Router::left(Session& session) {
  if (members_.erase(session.id()) > 0 && observer_) observer_->on_leave(session);
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
