// What WAMP lets administrators ask and hear about sessions and subscriptions,
// and how they end others' sessions: the procedures and topics `wamp.session.*`
// and `wamp.subscription.*`.
#pragma once

#include "base/json.h"
#include "router/broker.h"
#include "router/dealer.h"
#include "router/router.h"

namespace wst {

class Meta final : public MetaCallee, private RouterObserver, private BrokerObserver {
 public:
  /// Adds itself to `router`, which outlives it.
  explicit Meta(Router& router);
  ~Meta() override;
  Meta(const Meta&) = delete;
  Meta& operator=(const Meta&) = delete;

  [[nodiscard]] bool has(const std::string& procedure) const override;
  CallResult call(const Client* caller, const std::string& procedure,
                  const wamp2::Payload& payload) override;

 private:
  /// Of a call, read; absent where it had none.
  struct Arguments {
    JsonView list;
    JsonView named;
  };
  struct Procedure {
    std::string_view name;
    CallResult (Meta::*answer)(const Client* caller, const Arguments& arguments);
  };
  static const Procedure* find(std::string_view name);

  CallResult count_sessions(const Client* caller, const Arguments& arguments);
  CallResult list_sessions(const Client* caller, const Arguments& arguments);
  CallResult get_session(const Client* caller, const Arguments& arguments);
  CallResult kill(const Client* caller, const Arguments& arguments);
  CallResult kill_by_authid(const Client* caller, const Arguments& arguments);
  CallResult kill_by_authrole(const Client* caller, const Arguments& arguments);
  CallResult kill_all(const Client* caller, const Arguments& arguments);
  /// The result is the number of those that `is_meant` and were killed.
  CallResult kill_each(const Client* caller, const Arguments& arguments,
                       const std::function<bool(const Client&)>& is_meant);

  CallResult list_subscriptions(const Client* caller, const Arguments& arguments);
  CallResult look_up(const Client* caller, const Arguments& arguments);
  CallResult match(const Client* caller, const Arguments& arguments);
  CallResult get_subscription(const Client* caller, const Arguments& arguments);
  CallResult list_subscribers(const Client* caller, const Arguments& arguments);
  CallResult count_subscribers(const Client* caller, const Arguments& arguments);
  /// What `tell` says of the subscription that the first argument names.
  CallResult about_subscription(const Arguments& arguments,
                                const std::function<std::string(const Pattern&)>& tell) const;

  void on_join(const Client& client) override;
  void on_leave(const Client& client) override;
  void on_create(const Client& by, const Pattern& pattern) override;
  void on_subscribe(const Client& by, const Pattern& pattern) override;
  void on_unsubscribe(const Client& by, const Pattern& pattern) override;
  void on_delete(const Client& by, const Pattern& pattern) override;
  void tell_of(const Pattern& pattern, const std::string& topic, const std::string& arguments);
  void tell(const std::string& topic, const std::string& arguments);

  Router& router_;
};

}  // namespace wst
