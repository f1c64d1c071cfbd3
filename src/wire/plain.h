// The plain protocol: one JSON object a message, for websocat and short
// scripts. Text to messages, messages to text. No state.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "wire/extensions.h"

namespace wst::plain {

struct Subscribe {
  std::string topic;
  SubscribeOptions options = {};
  std::optional<TokenLogin> login = {};  ///< said with the topic: see TopicLogin
};
struct Unsubscribe {
  std::string topic;
};
struct Call {
  std::string procedure;
  std::string id;           ///< JSON text, handed back as it came; empty if there was none
  std::string args = "{}";  ///< JSON object
  bool progress = false;    ///< wants to hear of it while it goes on
};
/// Ends the call with this id.
struct Cancel {
  std::string id;  ///< JSON text
};

using Message = std::variant<Subscribe, Unsubscribe, Call, Cancel, TokenLogin>;

/// Of a message that cannot be understood; `id` as in Call, where it had one.
struct Malformed {
  std::string why;
  std::string id = {};
};

std::variant<Message, Malformed> parse(std::string_view text);

std::string subscribed(std::string_view topic);
/// `reason`: why the server ended it; empty if the client asked for it.
std::string unsubscribed(std::string_view topic, std::string_view reason = {});
/// `token`: the one to come with the next time; empty for none.
std::string authenticated(std::string_view user, std::string_view token = {});
std::string event(std::string_view topic, std::string_view payload);
std::string result(std::string_view json, std::string_view id);
std::string progress(std::string_view json, std::string_view id);
/// `id`: JSON text of the call's id; empty where the message had none.
std::string error(std::string_view uri, std::string_view message, std::string_view id = {});

}  // namespace wst::plain
