// WAMP v1 as Ratchet and autobahn.js 0.8 speak it: text to messages, messages
// to text. No state: CURIEs are expanded by the session.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "wire/extensions.h"

namespace wst::wamp1 {

struct Prefix {
  std::string prefix;
  std::string uri;
};
struct Call {
  std::string id;  ///< JSON text of whatever scalar came
  std::string procedure;
  std::string args = "[]";  ///< JSON array
};
/// The call had an id and nothing else that fits: to be answered by CALLERROR.
struct BadCall {
  std::string id;
  std::string why;
};
/// A topic: a string as it came, a number as its decimal text, or an object as
/// compact JSON (`was_object`).
struct TopicText {
  std::string text;
  bool was_object = false;
};
struct Subscribe {
  TopicText topic;
};
struct Unsubscribe {
  TopicText topic;
};
struct Publish {
  TopicText topic;
  std::string event;  ///< JSON
  bool exclude_me = false;
  std::vector<std::string> exclude = {};   ///< session ids
  std::vector<std::string> eligible = {};  ///< session ids; empty: everybody
};

/// TokenLogin come as in the plain protocol: {"auth":{"user":"…","token":"…"}}.
using Message = std::variant<Prefix, Call, BadCall, Subscribe, Unsubscribe, Publish, TokenLogin>;

/// The error: the connection is to be closed with 1007, as Ratchet does.
/// Nothing: the message is to be dropped (a PUBLISH with an excludeMe that is
/// neither boolean nor null nor a list).
Result<std::optional<Message>> parse(std::string_view text);

/// The id, as JSON, of a CALL whose text may be cut off; nothing of any other message.
std::optional<std::string> call_id_of(std::string_view begin);

std::string welcome(std::string_view session, std::string_view agent);
std::string call_result(std::string_view id, std::string_view json);
std::string call_error(std::string_view id, std::string_view uri, std::string_view message);
/// `topic` as the client subscribed to it.
std::string event(std::string_view topic, std::string_view json);

}  // namespace wst::wamp1
