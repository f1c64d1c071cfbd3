// Who answers which call: what is built in, the meta procedures, and workers
// that registered some under their own prefixes.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "auth/identity.h"
#include "base/result.h"
#include "router/callee.h"
#include "wire/wamp2.h"

namespace wst {

class Client;

/// Answers `wamp.*` at once.
class MetaCallee {
 public:
  virtual ~MetaCallee() = default;
  [[nodiscard]] virtual bool has(const std::string& procedure) const = 0;
  /// `caller`: null for who has come by HTTP.
  virtual CallResult call(const Client* caller, const std::string& procedure,
                          const wamp2::Payload& payload) = 0;
};

/// What a client that answers calls is told; Wamp2Client is one.
class Worker {
 public:
  virtual ~Worker() = default;
  virtual void on_invocation(wamp2::Id request, wamp2::Id registration, bool receive_progress,
                             const wamp2::Payload& payload) = 0;
  /// Nobody waits for it any more. Only for clients that announced the callee's
  /// feature call_canceling: autobahn-js leaves when it hears INTERRUPT.
  virtual void on_interrupt(wamp2::Id request, wamp2::CancelMode mode) = 0;
};

/// A client, or somebody by HTTP.
struct Caller {
  const Identity& who;
  const Client* client = nullptr;  ///< whose end ends its calls
};

class Dealer {
 public:
  /// `built_in` outlives the dealer.
  explicit Dealer(Callee& built_in);
  ~Dealer();
  Dealer(const Dealer&) = delete;
  Dealer& operator=(const Dealer&) = delete;
  void set_meta(MetaCallee* meta) { meta_ = meta; }

  CallId next_id() { return ++last_call_; }
  /// With an id of next_id(). Its end is told at most once, maybe within this. An
  /// unknown procedure or one that may not be called is a result like another.
  void call(const Caller& caller, CallRequest request);
  /// Nothing is told of it any more; kill also ends what runs for it.
  void cancel(CallId id, wamp2::CancelMode mode);

  /// The error has a URI: not_authorized, procedure_already_exists, invalid_uri,
  /// busy.
  Result<wamp2::Id> register_(Client& client, Worker& worker, const std::string& procedure);
  /// False if the client has no such registration.
  bool unregister(const Client& client, wamp2::Id registration);
  /// A worker's answers; those to unknown requests are ignored.
  void on_yield(const Client& client, const wamp2::Yield& message);
  void on_error(const Client& client, const wamp2::InvocationError& message);

  /// The client is gone: what it registered goes, calls it was to answer fail,
  /// calls it made go on without telling anybody.
  void detach(const Client& client);
  /// A second has passed: workers that took too long are given up.
  void on_second();
  /// Whether on_second() is needed.
  [[nodiscard]] bool waits() const;

 private:
  struct Registration;
  struct Duties;
  struct Pending;

  [[nodiscard]] bool has(const std::string& procedure) const;
  std::optional<CallResult> answer_at_once(const Caller& caller, const CallRequest& request);
  void call_built_in(const Caller& caller, CallRequest request);
  void call_worker(const Caller& caller, CallRequest request, const Registration& registration);
  void progress(CallId id, const wamp2::Payload& payload);
  void finish(CallId id, const CallResult& result);
  std::unique_ptr<Pending> take(CallId id);
  void give_up(CallId id);
  [[nodiscard]] std::optional<Error> refusal(const Client& client,
                                             const std::string& procedure) const;
  /// The call that a worker's answer is about.
  [[nodiscard]] std::optional<CallId> asked(const Client& worker, wamp2::Id request) const;

  Callee& built_in_;
  MetaCallee* meta_ = nullptr;
  std::map<std::string, std::unique_ptr<Registration>> registrations_;  // by procedure
  std::map<const Client*, std::unique_ptr<Duties>> duties_;             // of workers
  std::map<CallId, std::unique_ptr<Pending>> pending_;
  CallId last_call_ = 0;
  wamp2::Id last_registration_ = 0;
};

}  // namespace wst
