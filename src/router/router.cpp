#include "router/router.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "router/client.h"

namespace wst {

Router::Router(const RouterLimits& limits, Authenticator& authenticator, Callee& built_in,
               Timer& timer, Clock clock)
    : limits_(limits),
      authenticator_(authenticator),
      timer_(timer),
      clock_(std::move(clock)),
      broker_(authenticator, clock_),
      dealer_(built_in) {
  timer_.set([this] { on_second(); });
}

void Router::attach(Client& client) { clients_.emplace(client.id(), &client); }

void Router::detach(Client& client) { clients_.erase(client.id()); }

void Router::joined(Client& client) {
  members_.emplace(client.id(), &client);
  authenticator_.on_join(client.identity());
  if (observer_) observer_->on_join(client);
}

void Router::left(Client& client) {
  if (members_.erase(client.id()) == 0) return;
  authenticator_.on_leave(client.identity());
  if (observer_) observer_->on_leave(client);
}

// One that ends may take others along: a client whose worker has gone, or who
// reads too slowly to be told so.
void Router::end_login(LoginId login) {
  if (login == 0) return;
  std::vector<std::int64_t> meant;
  for (const auto& [id, client] : members_) {
    if (client->identity().login == login) meant.push_back(id);
  }
  for (const auto id : meant) {
    const auto member = members_.find(id);
    if (member != members_.end()) member->second->end_with_login();
  }
}

void Router::call(const Caller& caller, CallRequest request) {
  dealer_.call(caller, std::move(request));
  if (dealer_.waits()) start_waiting();
}

void Router::start_waiting() {
  if (!std::exchange(counts_, true)) timer_.start(1, 1);
}

void Router::on_second() {
  dealer_.on_second();
  for (const auto& [id, client] : clients_) client->on_second();
  counts_ = dealer_.waits() || std::any_of(clients_.begin(), clients_.end(),
                                           [](const auto& one) { return one.second->waits(); });
  if (!counts_) timer_.stop();
}

}  // namespace wst
