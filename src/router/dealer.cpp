#include "router/dealer.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "auth/policy.h"
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

/// Either `worker` is to answer it as `request`, or what is built in.
struct Dealer::Pending {
  const Client* caller;
  CallRequest call;
  const Client* callee = nullptr;
  Worker* worker = nullptr;
  wamp2::Id request = 0;
  double seconds_left = 0;
};

Dealer::Dealer(Callee& built_in) : built_in_(built_in) {}

Dealer::~Dealer() {
  for (const auto& [id, call] : pending_) {
    if (!call->worker) built_in_.forget(id);
  }
}

// ---- calling ----

void Dealer::call(const Caller& caller, CallRequest request) {
  if (const auto result = answer_at_once(caller, request)) return request.on_done(*result);
  const auto registered = registrations_.find(request.procedure);
  if (registered == registrations_.end()) {
    call_built_in(caller, std::move(request));
  } else {
    call_worker(caller, std::move(request), *registered->second);
  }
}

bool Dealer::has(const std::string& procedure) const {
  if (is_reserved(procedure)) return meta_ && meta_->has(procedure);
  return registrations_.contains(procedure) || built_in_.has(procedure);
}

std::optional<CallResult> Dealer::answer_at_once(const Caller& caller, const CallRequest& request) {
  if (!wamp2::is_uri(request.procedure)) {
    return CallResult{Error{"the procedure is not a URI: words with dots between them",
                            "wamp.error.invalid_uri"}};
  }
  if (!has(request.procedure)) return {{no_such_procedure(request.procedure)}};
  if (!may(caller.who, Thing::procedure, request.procedure)) {
    return {{not_allowed(caller.who, Thing::procedure, request.procedure)}};
  }
  if (is_reserved(request.procedure)) {
    return meta_->call(caller.client, request.procedure, request.payload);
  }
  const auto registered = registrations_.find(request.procedure);
  if (registered == registrations_.end()) return std::nullopt;
  const auto& duties = *duties_.at(&registered->second->client);
  if (duties.calls.size() < max_calls_of_worker) return std::nullopt;
  return {{busy("the worker that answers " + quoted(request.procedure) + " has " +
                std::to_string(max_calls_of_worker) + " calls to answer already")}};
}

// In the books before it is asked: it may answer from within call().
void Dealer::call_built_in(const Caller& caller, CallRequest request) {
  const CallId id = request.id;
  CallRequest asked{.id = id,
                    .procedure = request.procedure,
                    .payload = std::exchange(request.payload, {}),
                    .receive_progress = request.receive_progress,
                    .on_progress = [this, id](const auto& payload) { progress(id, payload); },
                    .on_done = [this, id](const CallResult& result) { finish(id, result); }};
  pending_.emplace(id, std::make_unique<Pending>(Pending{caller.client, std::move(request)}));
  built_in_.call(std::move(asked));
}

void Dealer::call_worker(const Caller& caller, CallRequest request,
                         const Registration& registration) {
  Duties& duties = *duties_.at(&registration.client);
  const auto number = ++duties.last_request;
  const auto payload = std::exchange(request.payload, {});
  const bool receive_progress = request.receive_progress;
  if (request.timeout <= 0) request.timeout = CallRequest{}.timeout;
  const double seconds = request.timeout;
  const CallId id = request.id;
  duties.calls.emplace(number, id);
  pending_.emplace(
      id, std::make_unique<Pending>(Pending{caller.client, std::move(request), &registration.client,
                                            &registration.worker, number, seconds}));
  registration.worker.on_invocation(number, registration.id, receive_progress, payload);
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
    goes_on ? built_in_.forget(id) : built_in_.cancel(id);
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

std::optional<CallId> Dealer::asked(const Client& worker, wamp2::Id request) const {
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
