#include "router/wamp2_client.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>

#include "base/random.h"
#include "base/utf8.h"
#include "base/version.h"

namespace wst {

namespace {

constexpr std::string_view realm = "wstorrent";
constexpr std::uint16_t normal_closure = 1000;
constexpr std::uint16_t protocol_error = 1002;
constexpr int seconds_for_ticket = 10;
constexpr int seconds_for_goodbye = 2;

/// What does not belong where a client stands, by its stage.
constexpr std::array<std::string_view, 3> out_of_place = {
    "the first message must be HELLO",
    "the answer to CHALLENGE is AUTHENTICATE",
    "the session has been joined: HELLO and AUTHENTICATE are behind it",
};

bool contains(const std::vector<std::string>& list, std::string_view item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

std::string key_of(wamp2::Id request) { return std::to_string(request); }
wamp2::Id request_of(const std::string& key) { return std::stoll(key); }

Error no_passthru() {
  return {"payloads are JSON here: there is no payload passthru",
          "wamp.error.feature_not_supported"};
}

}  // namespace

void Wamp2Client::on_text(std::string_view text) {
  if (closing()) return;
  const auto message = wamp2::parse(text);
  if (stage_ == Stage::parting) {
    const bool parts = message && (std::holds_alternative<wamp2::Goodbye>(message.value()) ||
                                   std::holds_alternative<wamp2::Abort>(message.value()));
    if (parts) close(normal_closure, "");
    return;
  }
  if (!message) return violate(message.error().message);
  if (!is_in_place(message.value())) return violate(out_of_place[static_cast<size_t>(stage_)]);
  std::visit([this](const auto& known) { on_message(known); }, message.value());
}

bool Wamp2Client::on_oversized(const Oversized& message, const Error& why) {
  const auto known = wamp2::head_of(message.begin);
  if (closing() || stage_ != Stage::joined || !known) return false;
  if (known->type == wamp2::Request::invocation) {  // an answer: its caller is who waits
    const std::string reason = json_quote("the worker's answer: " + why.message);
    router().dealer().on_error(*this, {known->request, why.uri, {.args = "[" + reason + "]"}});
  } else {
    refuse(known->type, known->request, why);
  }
  return true;
}

bool Wamp2Client::is_in_place(const wamp2::Message& message) const {
  if (std::holds_alternative<wamp2::Abort>(message)) return true;
  if (std::holds_alternative<wamp2::Hello>(message)) return stage_ == Stage::greeting;
  if (std::holds_alternative<wamp2::Authenticate>(message)) return stage_ == Stage::challenged;
  return stage_ == Stage::joined;
}

void Wamp2Client::on_binary(std::string_view) {
  if (!closing() && stage_ != Stage::parting) violate("wamp.2.json is text, not binary");
}

// ---- coming ----

void Wamp2Client::on_message(const wamp2::Hello& message) {
  if (!wamp2::is_uri(message.realm)) {
    return abort("wamp.error.invalid_uri", "the realm is not a URI; join \"wstorrent\"");
  }
  if (message.realm != realm) {
    return abort("wamp.error.no_such_realm",
                 "there is no realm " + excerpt(message.realm) + "; join \"wstorrent\"");
  }
  if (!message.has_roles) return violate("HELLO announces no roles");
  understands_revocation_ = message.understands_revocation;
  understands_interrupt_ = message.understands_interrupt;
  authenticate(message);
}

void Wamp2Client::authenticate(const wamp2::Hello& message) {
  const bool as_anybody = message.authmethods.empty() || contains(message.authmethods, "anonymous");
  const bool by_ticket =
      contains(message.authmethods, "ticket") && router().authenticator().takes_tickets();
  if (by_ticket && (!message.authid.empty() || !as_anybody)) {
    authid_ = message.authid;
    stage_ = Stage::challenged;
    reply(wamp2::challenge("ticket"));
    return wait(seconds_for_ticket);
  }
  if (!as_anybody) {
    return abort("wamp.error.no_matching_auth_method",
                 "none of the authmethods can be used here; offer \"ticket\" or \"anonymous\"");
  }
  auto anonymous = router().authenticator().anonymous();
  if (anonymous) return welcome(std::move(*anonymous));
  abort("wamp.error.authentication_required",
        "nobody takes part anonymously here; offer the authmethod \"ticket\"");
}

// One text for all, so that nobody learns which names there are.
void Wamp2Client::on_message(const wamp2::Authenticate& message) {
  check(authid_, message.signature, [this](const TicketVerdict& verdict) {
    const auto& [identity, retry_after] = verdict;
    if (identity) return welcome(*identity, router().authenticator().next_ticket(*identity));
    abort("wamp.error.authentication_denied",
          verdict.words("the name or the ticket is not valid, or the ticket has been used"));
  });
}

void Wamp2Client::welcome(Identity identity, std::string token) {
  stage_ = Stage::joined;
  wait(0);
  reply(wamp2::welcome({id(), std::string(realm), identity.authid, identity.authrole,
                        identity.authmethod, identity.authprovider, std::string(agent),
                        std::move(token)}));
  join(std::move(identity));
}

// ---- going ----

void Wamp2Client::on_message(const wamp2::Abort&) { close(normal_closure, ""); }

void Wamp2Client::on_message(const wamp2::Goodbye&) {
  reply(wamp2::goodbye("wamp.close.goodbye_and_out"));
  close(normal_closure, "");
}

void Wamp2Client::on_killed(std::string_view reason, std::string_view message) {
  if (stage_ != Stage::joined) return;
  reply(wamp2::goodbye(reason, message));
  leave();
  stage_ = Stage::parting;
  wait(seconds_for_goodbye);
}

void Wamp2Client::on_patience_end() {
  if (stage_ == Stage::parting) return close(normal_closure, "");
  abort("wamp.error.timeout", "no ticket came in time");
}

void Wamp2Client::abort(std::string_view reason, std::string_view why) {
  reply(wamp2::abort(reason, why));
  close(protocol_error, std::string(reason));
}

void Wamp2Client::violate(std::string_view why) { abort("wamp.error.protocol_violation", why); }

void Wamp2Client::refuse(wamp2::Request type, wamp2::Id request, const Error& error) {
  reply(wamp2::error(type, request, error.uri, error.message));
}

// ---- publishing and subscribing ----

void Wamp2Client::on_message(const wamp2::Publish& message) {
  const auto publication = router().broker().publish(*this, message);
  if (!message.acknowledge) return;
  if (!publication) return refuse(wamp2::Request::publish, message.request, publication.error());
  reply(wamp2::published(message.request, publication.value()));
}

void Wamp2Client::on_message(const wamp2::Subscribe& message) {
  if (!message.options.invalid.empty()) {
    return refuse(wamp2::Request::subscribe, message.request,
                  {message.options.invalid, "wamp.error.invalid_argument"});
  }
  const auto pattern = subscribe(message.topic, message.match, message.options);
  if (!pattern) return refuse(wamp2::Request::subscribe, message.request, pattern.error());
  silent_.erase(pattern.value()->id);
  reply(wamp2::subscribed(message.request, pattern.value()->id));
}

void Wamp2Client::on_message(const wamp2::Unsubscribe& message) {
  if (unsubscribe(message.subscription) || silent_.erase(message.subscription) > 0) {
    return reply(wamp2::unsubscribed(message.request));
  }
  refuse(wamp2::Request::unsubscribe, message.request,
         {"there is no such subscription", "wamp.error.no_such_subscription"});
}

// Those who know of no revocation still unsubscribe one day.
void Wamp2Client::on_revoked(const Pattern& pattern, std::string_view reason) {
  if (understands_revocation_) return reply(wamp2::revoked(pattern.id, reason));
  silent_.insert(pattern.id);
  if (silent_.size() > router().limits().subscriptions) silent_.erase(silent_.begin());
}

std::string Wamp2Client::event_text(const EventParts& parts) {
  wamp2::Event event{.subscription = parts.pattern.id,
                     .publication = parts.publication ? parts.publication->id : random_id(),
                     .retained = parts.retained};
  if (parts.pattern.match != wamp2::Match::exact) event.topic = parts.topic.name();
  if (!parts.publication) {
    return wamp2::event(event, {"[" + parts.topic.topic().payload(parts.from) + "]"});
  }
  const Publication& publication = *parts.publication;
  if (publication.disclosed) {
    event.publisher = publication.publisher;
    event.publisher_authid = publication.publisher_authid;
    event.publisher_authrole = publication.publisher_authrole;
  }
  return wamp2::event(event, publication.payload);
}

// ---- calling ----

// A second call of a number that is under way is not made: nobody could tell
// the two answers apart.
void Wamp2Client::on_message(const wamp2::Call& message) {
  const auto fail = [&](const Error& error) {
    refuse(wamp2::Request::call, message.request, error);
  };
  if (message.passthru) return fail(no_passthru());
  const auto key = key_of(message.request);
  if (is_calling(key)) {
    return fail({"call " + key + " is still under way: number calls one by one",
                 "wamp.error.invalid_argument"});
  }
  call(key, message.procedure, message.payload, message.receive_progress, message.timeout);
}

// Clients forget a call when they cancel it, and close on an answer to what
// they have forgotten; those who say `kill` await one.
void Wamp2Client::on_message(const wamp2::Cancel& message) {
  if (!cancel(key_of(message.request), message.mode)) return;
  if (message.mode != wamp2::CancelMode::kill) return;
  refuse(wamp2::Request::call, message.request, {"the call was canceled", "wamp.error.canceled"});
}

void Wamp2Client::on_progress(const std::string& key, const wamp2::Payload& payload) {
  reply(wamp2::result(request_of(key), true, payload));
}

void Wamp2Client::on_result(const std::string& key, const CallResult& result) {
  const auto request = request_of(key);
  const auto& [error, payload] = result;
  if (!error) return reply(wamp2::result(request, false, payload));
  const bool says_more = !payload.args.empty() || !payload.kwargs.empty();
  if (!says_more) return refuse(wamp2::Request::call, request, *error);
  reply(wamp2::error(wamp2::Request::call, request, error->uri, payload));
}

// ---- answering ----

void Wamp2Client::on_message(const wamp2::Register& message) {
  if (!message.plain) {
    return refuse(wamp2::Request::register_, message.request,
                  {"a procedure is registered by its whole name, by one session only",
                   "wamp.error.feature_not_supported"});
  }
  const auto registration = router().dealer().register_(*this, *this, message.procedure);
  if (!registration)
    return refuse(wamp2::Request::register_, message.request, registration.error());
  reply(wamp2::registered(message.request, registration.value()));
}

void Wamp2Client::on_message(const wamp2::Unregister& message) {
  if (router().dealer().unregister(*this, message.registration)) {
    return reply(wamp2::unregistered(message.request));
  }
  refuse(wamp2::Request::unregister, message.request,
         {"there is no such registration", "wamp.error.no_such_registration"});
}

void Wamp2Client::on_message(const wamp2::Yield& message) {
  router().dealer().on_yield(*this, message);
}

void Wamp2Client::on_message(const wamp2::InvocationError& message) {
  router().dealer().on_error(*this, message);
}

void Wamp2Client::on_invocation(wamp2::Id request, wamp2::Id registration, bool receive_progress,
                                const wamp2::Payload& payload) {
  reply(wamp2::invocation(request, registration, receive_progress, payload));
}

void Wamp2Client::on_interrupt(wamp2::Id request, wamp2::CancelMode mode) {
  if (understands_interrupt_) reply(wamp2::interrupt(request, mode));
}

}  // namespace wst
