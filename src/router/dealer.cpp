#include "router/dealer.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "auth/permission.h"
#include "base/json.h"
#include "base/utf8.h"
#include "router/client.h"

namespace wst {

namespace {

constexpr std::size_t max_registrations = 1'000;
constexpr std::size_t max_calls_of_worker = 1'000;  // that it has not answered yet

bool is_reserved(std::string_view procedure) { return procedure.starts_with("wamp."); }

std::string quoted(std::string_view name) { return "\"" + std::string(name) + "\""; }

Error busy(std::string message) { return {std::move(message), "wstorrent.error.busy"}; }

Error no_such_procedure(const std::string& procedure) {
  return {"there is no procedure " + excerpt(procedure), "wamp.error.no_such_procedure"};
}

CallResult result_of(const Outcome& outcome) {
  if (outcome.error) return {outcome.error};
  return {std::nullopt, {.args = "[" + outcome.result + "]"}};
}

/// What a worker says of its failure, where it says it in words.
std::optional<std::string> sentence_in(const wamp2::Payload& payload) {
  const auto args = Json::parse(payload.args);
  if (!args) return std::nullopt;
  const auto first = args->view().at(0).string();
  return first ? std::optional<std::string>(*first) : std::nullopt;
}

}  // namespace

struct Dealer::Registration {
  wamp2::Id id;
  const Client& client;
  Worker& worker;
};

/// What a worker is to answer. Its requests are numbered from 1.
struct Dealer::Duties {
  wamp2::Id last_request = 0;
  std::map<wamp2::Id, CallId> calls = {};
};

/// Either `worker` is to answer it as `request`, or what is built in as `built_in`.
struct Dealer::Pending {
  const Client* caller;
  DealerCall call;
  const Client* callee = nullptr;
  Worker* worker = nullptr;
  wamp2::Id request = 0;
  double seconds_left = 0;
  Callee::CallId built_in = 0;
};

Dealer::Dealer(Callee& built_in) : built_in_(built_in) {}

Dealer::~Dealer() {
  for (const auto& [id, call] : pending_) {
    if (!call->worker) built_in_.forget(call->built_in);
  }
}

// ---- calling ----

Dealer::CallId Dealer::call(const Caller& caller, DealerCall call) {
  const CallId id = ++last_call_;
  if (const auto result = answer_at_once(caller, call)) {
    call.on_done(*result);
    return id;
  }
  const auto registered = registrations_.find(call.procedure);
  if (registered == registrations_.end()) {
    call_built_in(id, caller, std::move(call));
  } else {
    call_worker(id, caller, std::move(call), *registered->second);
  }
  return id;
}

bool Dealer::has(const std::string& procedure) const {
  if (is_reserved(procedure)) return meta_ && meta_->has(procedure);
  return registrations_.contains(procedure) || built_in_.has(procedure);
}

std::optional<CallResult> Dealer::answer_at_once(const Caller& caller, const DealerCall& call) {
  if (!wamp2::is_uri(call.procedure)) {
    return CallResult{Error{"the procedure is not a URI: words with dots between them",
                            "wamp.error.invalid_uri"}};
  }
  if (!has(call.procedure)) return {{no_such_procedure(call.procedure)}};
  if (!may(caller.who, Thing::procedure, call.procedure)) {
    return {{not_allowed(caller.who, Thing::procedure, call.procedure)}};
  }
  if (is_reserved(call.procedure)) {
    return meta_->call(caller.client, call.procedure, call.payload);
  }
  const auto registered = registrations_.find(call.procedure);
  if (registered == registrations_.end()) return std::nullopt;
  const auto& duties = *duties_.at(&registered->second->client);
  if (duties.calls.size() < max_calls_of_worker) return std::nullopt;
  return {{busy("the worker that answers " + quoted(call.procedure) + " has " +
                std::to_string(max_calls_of_worker) + " calls to answer already")}};
}

void Dealer::call_built_in(CallId id, const Caller& caller, DealerCall call) {
  CallRequest request{.procedure = call.procedure};
  if (!call.payload.args.empty()) request.args = std::exchange(call.payload.args, {});
  if (!call.payload.kwargs.empty()) request.kwargs = std::exchange(call.payload.kwargs, {});
  Callee::Progress on_progress;
  if (call.receive_progress) {
    on_progress = [this, id](const std::string& json) { progress(id, {.args = "[" + json + "]"}); };
  }
  auto pending = std::make_unique<Pending>(Pending{caller.client, std::move(call)});
  pending->built_in =
      built_in_.call(std::move(request), std::move(on_progress),
                     [this, id](const Outcome& outcome) { finish(id, result_of(outcome)); });
  pending_.emplace(id, std::move(pending));
}

void Dealer::call_worker(CallId id, const Caller& caller, DealerCall call,
                         const Registration& registration) {
  Duties& duties = *duties_.at(&registration.client);
  const auto request = ++duties.last_request;
  const auto payload = std::exchange(call.payload, {});
  const bool receive_progress = call.receive_progress;
  if (call.timeout <= 0) call.timeout = DealerCall{}.timeout;
  const double seconds = call.timeout;
  duties.calls.emplace(request, id);
  pending_.emplace(
      id, std::make_unique<Pending>(Pending{caller.client, std::move(call), &registration.client,
                                            &registration.worker, request, seconds}));
  registration.worker.on_invocation(request, registration.id, receive_progress, payload);
}

void Dealer::progress(CallId id, const wamp2::Payload& payload) {
  const auto known = pending_.find(id);
  if (known == pending_.end() || !known->second->call.receive_progress) return;
  // A copy: the caller may be cut off for it, which ends the call meanwhile.
  const auto tell = known->second->call.on_progress;
  tell(payload);
}

void Dealer::finish(CallId id, const CallResult& result) {
  if (const auto call = take(id)) call->call.on_done(result);
}

/// Out of the books, before anybody is told: who is told may end other calls.
std::unique_ptr<Dealer::Pending> Dealer::take(CallId id) {
  const auto known = pending_.find(id);
  if (known == pending_.end()) return nullptr;
  auto call = std::move(known->second);
  pending_.erase(known);
  const auto duties = duties_.find(call->callee);
  if (duties != duties_.end()) duties->second->calls.erase(call->request);
  return call;
}

void Dealer::cancel(CallId id, wamp2::CancelMode mode) {
  const auto call = take(id);
  if (!call) return;
  const bool goes_on = mode == wamp2::CancelMode::skip;
  if (call->worker) {
    if (!goes_on) call->worker->on_interrupt(call->request, mode);
  } else {
    goes_on ? built_in_.forget(call->built_in) : built_in_.cancel(call->built_in);
  }
}

// ---- answering ----

Result<wamp2::Id> Dealer::register_(Client& client, Worker& worker, const std::string& procedure) {
  if (const auto error = refusal(client, procedure)) return *error;
  const auto id = ++last_registration_;
  registrations_.emplace(procedure,
                         std::make_unique<Registration>(Registration{id, client, worker}));
  auto& duties = duties_[&client];
  if (!duties) duties = std::make_unique<Duties>();
  return id;
}

std::optional<Error> Dealer::refusal(const Client& client, const std::string& procedure) const {
  if (!wamp2::is_uri(procedure) || is_reserved(procedure)) {
    return Error{"a procedure is named by words with dots between them, and not \"wamp.\"",
                 "wamp.error.invalid_uri"};
  }
  if (!may(client.identity(), Thing::registration, procedure) || built_in_.has(procedure)) {
    return Error{"only a worker registers procedures, and only under its own prefixes",
                 "wamp.error.not_authorized"};
  }
  if (registrations_.contains(procedure)) {
    return Error{"the procedure " + quoted(procedure) + " is registered already",
                 "wamp.error.procedure_already_exists"};
  }
  if (registrations_.size() < max_registrations) return std::nullopt;
  return busy("workers have registered " + std::to_string(max_registrations) +
              " procedures, which is as many as there may be");
}

bool Dealer::unregister(const Client& client, wamp2::Id registration) {
  return std::erase_if(registrations_, [&](const auto& known) {
           return known.second->id == registration && &known.second->client == &client;
         }) > 0;
}

std::optional<Dealer::CallId> Dealer::asked(const Client& worker, wamp2::Id request) const {
  const auto duties = duties_.find(&worker);
  if (duties == duties_.end()) return std::nullopt;
  const auto call = duties->second->calls.find(request);
  return call == duties->second->calls.end() ? std::nullopt : std::optional(call->second);
}

void Dealer::on_yield(const Client& client, const wamp2::Yield& message) {
  const auto id = asked(client, message.request);
  if (!id) return;
  message.progress ? progress(*id, message.payload) : finish(*id, {std::nullopt, message.payload});
}

void Dealer::on_error(const Client& client, const wamp2::InvocationError& message) {
  const auto id = asked(client, message.request);
  if (!id) return;
  const auto& procedure = pending_.at(*id)->call.procedure;
  const bool named = wamp2::is_uri(message.uri);
  finish(*id, {Error{sentence_in(message.payload).value_or(quoted(procedure) + " failed"),
                     named ? message.uri : "wamp.error.runtime_error"},
               message.payload});
}

// ---- going ----

void Dealer::detach(const Client& client) {
  std::erase_if(registrations_,
                [&](const auto& known) { return &known.second->client == &client; });
  std::vector<CallId> made;
  for (const auto& [id, call] : pending_) {
    if (call->caller == &client) made.push_back(id);
  }
  for (const auto id : made) cancel(id, wamp2::CancelMode::skip);

  const auto duties = duties_.extract(&client);
  if (duties.empty()) return;
  for (const auto& [request, id] : duties.mapped()->calls) {
    const auto call = take(id);
    if (!call) continue;
    call->call.on_done(
        {Error{"the worker that was to answer " + quoted(call->call.procedure) + " has gone",
               "wamp.error.canceled"}});
  }
}

void Dealer::on_second() {
  std::vector<CallId> late;
  for (const auto& [id, call] : pending_) {
    // Below 0, not at it: the first second may have been a short one.
    if (call->worker && --call->seconds_left < 0) late.push_back(id);
  }
  for (const auto id : late) give_up(id);
}

void Dealer::give_up(CallId id) {
  const auto call = take(id);
  if (!call) return;
  call->worker->on_interrupt(call->request, wamp2::CancelMode::kill_no_wait);
  call->call.on_done({Error{"the worker that answers " + quoted(call->call.procedure) +
                                " took longer than " + json_number(call->call.timeout) + " seconds",
                            "wamp.error.timeout"}});
}

bool Dealer::waits() const {
  return std::any_of(duties_.begin(), duties_.end(),
                     [](const auto& known) { return !known.second->calls.empty(); });
}

}  // namespace wst
