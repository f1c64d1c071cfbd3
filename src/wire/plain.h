// The plain protocol: one JSON object a message, for websocat and short
// scripts. Text to messages, messages to text. No state.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "base/result.h"

namespace wst::plain {

struct Subscribe {
  std::string topic;
  std::string after;  ///< the cursor to resume from; empty for none
};
struct Unsubscribe {
  std::string topic;
};
struct Call {
  std::string procedure;
  std::string id;  ///< JSON text, handed back as it came; empty if there was none
};

using Message = std::variant<Subscribe, Unsubscribe, Call>;

/// The error says what is wrong with the message.
Result<Message> parse(std::string_view text);

std::string subscribed(std::string_view topic);
std::string unsubscribed(std::string_view topic);
std::string event(std::string_view topic, std::string_view payload);
/// `id`: JSON text of the call's id; empty where the message had none.
std::string error(std::string_view uri, std::string_view message, std::string_view id = {});

}  // namespace wst::plain
