// WAMP v2, JSON serialisation: text to messages, messages to text. No state.
// https://wamp-proto.org/wamp_latest_ietf.html
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "wire/extensions.h"

namespace wst::wamp2 {

/// 1 to 2^53.
using Id = std::int64_t;

enum class Match { exact, prefix, wildcard };
enum class CancelMode { skip, kill, kill_no_wait };

/// What a message carries for the application, as JSON text.
struct Payload {
  std::string args = {};    ///< an array; empty: absent
  std::string kwargs = {};  ///< an object; empty: absent
};

/// For protocols that carry one JSON value: the only argument; `null` if there is none at all;
/// else {"args":[…],"kwargs":{…}}.
std::string one_value(const Payload& payload);
/// The other way: `json` as the only argument.
Payload payload_of(const std::string& json);

/// Who of a topic's subscribers gets an event; an absent list does not filter,
/// an empty list of those eligible means nobody.
struct Audience {
  std::vector<Id> exclude = {};
  std::vector<std::string> exclude_authid = {};
  std::vector<std::string> exclude_authrole = {};
  std::optional<std::vector<Id>> eligible = {};
  std::optional<std::vector<std::string>> eligible_authid = {};
  std::optional<std::vector<std::string>> eligible_authrole = {};
};

struct Hello {
  std::string realm;
  bool has_roles = false;
  std::vector<std::string> authmethods = {};
  std::string authid = {};
  bool understands_revocation = false;  ///< subscriber feature subscription_revocation
  bool understands_interrupt = false;   ///< callee feature call_canceling
};
struct Abort {};
struct Authenticate {
  std::string signature;
};
struct Goodbye {
  std::string reason;
};
struct Publish {
  Id request;
  bool acknowledge = false;
  bool exclude_me = true;
  bool disclose_me = false;
  bool retain = false;
  bool passthru = false;  ///< asks for payload passthru (ppt_*, enc_*), which we have not
  Audience audience = {};
  std::string topic = {};
  Payload payload = {};
};
struct Subscribe {
  Id request;
  Match match = Match::exact;
  std::string topic;
  SubscribeOptions options = {};  ///< our own options
};
struct Unsubscribe {
  Id request;
  Id subscription;
};
struct Call {
  Id request;
  bool receive_progress = false;
  bool passthru = false;
  std::optional<double> timeout = {};  ///< seconds; the message has milliseconds
  std::string procedure = {};
  Payload payload = {};
};
struct Cancel {
  Id request;
  CancelMode mode = CancelMode::kill_no_wait;
};
struct Register {
  Id request;
  bool plain = true;  ///< false: asks for pattern-based, shared or concurrent registration
  std::string procedure = {};
};
struct Unregister {
  Id request;
  Id registration;
};
struct Yield {
  Id request;
  bool progress = false;
  Payload payload = {};
};
/// A callee's answer that a call failed.
struct InvocationError {
  Id request;
  std::string uri;
  Payload payload = {};
};

/// What a client may say to a router; anything else is a protocol violation.
using Message = std::variant<Hello, Abort, Authenticate, Goodbye, Publish, Subscribe, Unsubscribe,
                             Call, Cancel, Register, Unregister, Yield, InvocationError>;

/// The error is a protocol violation, in words.
Result<Message> parse(std::string_view text);

/// Loose rule of the specification: no blanks, no `#`, no empty components;
/// in a pattern (`match` other than exact) components may be empty.
bool is_uri(std::string_view text, Match match = Match::exact);
/// Whether the topic `uri` is one of those that `pattern` means.
bool matches(std::string_view pattern, Match match, std::string_view uri);

/// The types an ERROR answers to.
enum class Request {
  publish = 16,
  subscribe = 32,
  unsubscribe = 34,
  call = 48,
  register_ = 64,
  unregister = 66,
  invocation = 68
};

/// What an answer to a message needs of it.
struct RequestHead {
  Request type;
  Id request;
};
/// Of a message whose text may be cut off, if an ERROR may be told somebody for it: CALL,
/// SUBSCRIBE, REGISTER, a PUBLISH that asks to be acknowledged, and the answers to an INVOCATION.
std::optional<RequestHead> head_of(std::string_view begin);

struct Welcome {
  Id session;
  std::string realm, authid, authrole, authmethod, authprovider, agent;
  std::string token = {};  ///< the ticket to come with the next time; empty for none
};
/// What EVENT tells besides the payload.
struct Event {
  Id subscription;
  Id publication;
  bool retained = false;
  std::string topic = {};  ///< set for pattern subscriptions
  std::optional<Id> publisher = {};
  std::string publisher_authid = {};
  std::string publisher_authrole = {};
};

std::string welcome(const Welcome& welcome);
std::string challenge(std::string_view method);
std::string abort(std::string_view reason, std::string_view message);
std::string goodbye(std::string_view reason, std::string_view message = {});
/// With `message` as the one argument, or with the callee's own `payload`.
std::string error(Request type, Id request, std::string_view uri, std::string_view message);
std::string error(Request type, Id request, std::string_view uri, const Payload& payload);
std::string published(Id request, Id publication);
std::string subscribed(Id request, Id subscription);
std::string unsubscribed(Id request);
/// The router ends a subscription; only for those who understand it.
std::string revoked(Id subscription, std::string_view reason);
std::string event(const Event& event, const Payload& payload);
std::string result(Id request, bool progress, const Payload& payload);
std::string registered(Id request, Id registration);
std::string unregistered(Id request);
std::string invocation(Id request, Id registration, bool receive_progress, const Payload& payload);
std::string interrupt(Id request, CancelMode mode);

}  // namespace wst::wamp2
