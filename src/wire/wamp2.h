// WAMP v2, JSON serialisation: text to messages, messages to text. No state.
// https://wamp-proto.org/wamp_latest_ietf.html
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "base/json.h"
#include "base/result.h"

namespace wst::wamp2 {

/// 1 to 2^53.
using Id = std::int64_t;

enum class Match { exact, prefix, wildcard };

struct Hello {
  std::string realm;
  bool has_roles = false;
};
struct Abort {};
struct Authenticate {};
struct Goodbye {};
struct Publish {
  Id request;
  bool acknowledge = false;
  std::string topic;
};
struct Subscribe {
  Id request;
  Match match = Match::exact;
  std::string topic;
  std::string after;        ///< our own option: the cursor to resume from
  bool after_valid = true;  ///< false: `after` was there and not a string
};
struct Unsubscribe {
  Id request;
  Id subscription;
};
struct Call {
  Id request;
  std::string procedure;
};
struct Cancel {};
struct Register {
  Id request;
};
struct Unregister {
  Id request;
};

/// What a client may say to a router; anything else is a protocol violation.
using Message = std::variant<Hello, Abort, Authenticate, Goodbye, Publish, Subscribe, Unsubscribe,
                             Call, Cancel, Register, Unregister>;

/// The error is a protocol violation, in words.
Result<Message> parse(std::string_view text);

/// Loose rule of the specification: no blanks, no `#`, no empty components.
bool is_uri(std::string_view text);

/// The types an ERROR answers to.
enum class Request {
  publish = 16,
  subscribe = 32,
  unsubscribe = 34,
  call = 48,
  register_ = 64,
  unregister = 66
};

std::string welcome(Id session, std::string_view realm, std::string_view agent);
std::string abort(std::string_view reason, std::string_view message);
std::string goodbye(std::string_view reason);
std::string error(Request type, Id request, std::string_view uri, std::string_view message);
std::string subscribed(Id request, Id subscription);
std::string unsubscribed(Id request);
/// `payload`: JSON, the one positional argument.
std::string event(Id subscription, Id publication, bool retained, std::string_view payload);

}  // namespace wst::wamp2
