// The realm: who is connected, the broker, the dealer, and the patience they
// share.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "auth/identity.h"
#include "process/timer.h"
#include "router/broker.h"
#include "router/dealer.h"

namespace wst {

class Client;

struct RouterLimits {
  std::size_t subscriptions = 1024;     ///< per connection
  std::size_t calls = 128;              ///< in flight, per connection
  std::size_t reply_bytes = 64u << 10;  ///< answers a client has not read yet
};

/// Who joins and leaves, for the meta events.
class RouterObserver {
 public:
  virtual ~RouterObserver() = default;
  virtual void on_join(const Client& client) = 0;
  virtual void on_leave(const Client& client) = 0;
};

class Router {
 public:
  using Clock = std::function<double()>;  ///< unix time in seconds

  /// All outlive the router. `timer` is its own and runs only while somebody
  /// is waited for.
  Router(const RouterLimits& limits, Authenticator& authenticator, Callee& built_in, Timer& timer,
         Clock clock);

  [[nodiscard]] const RouterLimits& limits() const { return limits_; }
  [[nodiscard]] Authenticator& authenticator() { return authenticator_; }
  [[nodiscard]] Broker& broker() { return broker_; }
  [[nodiscard]] Dealer& dealer() { return dealer_; }
  [[nodiscard]] double now() const { return clock_(); }

  void attach(Client& client);
  void detach(Client& client);
  void joined(Client& client);
  void left(Client& client);
  /// Ends the sessions of those who take part by this login.
  void end_login(LoginId login);
  /// Those who have joined, by id.
  [[nodiscard]] const std::map<std::int64_t, Client*>& members() const { return members_; }
  void set_observer(RouterObserver* observer) { observer_ = observer; }

  /// As the dealer's, and seconds are counted for a worker that is waited for.
  void call(const Caller& caller, CallRequest request);

  /// Somebody begins to wait: seconds are counted from now on.
  void start_waiting();
  /// The timer's call.
  void on_second();

 private:
  RouterLimits limits_;
  Authenticator& authenticator_;
  Timer& timer_;
  Clock clock_;
  Broker broker_;
  Dealer dealer_;
  RouterObserver* observer_ = nullptr;
  std::map<std::int64_t, Client*> clients_;
  std::map<std::int64_t, Client*> members_;
  bool counts_ = false;
};

}  // namespace wst
