#include "wire/plain.h"

#include <array>

#include "base/json.h"

namespace wst::plain {

namespace {

constexpr std::string_view usage =
    "a message is a JSON object such as {\"subscribe\":\"torrents\"}, "
    "{\"unsubscribe\":\"torrents\"} "
    "or {\"call\":\"torrents.get\",\"id\":1}";

Result<Message> read_subscribe(JsonView message) {
  const auto after = message["after"];
  if (after.present() && !after.is_string()) return Error{"\"after\" must be a cursor, a string"};
  return Message{Subscribe{std::string(*message["subscribe"].string()),
                           std::string(after.string().value_or(""))}};
}

Result<Message> read_unsubscribe(JsonView message) {
  return Message{Unsubscribe{std::string(*message["unsubscribe"].string())}};
}

Result<Message> read_call(JsonView message) {
  const auto id = message["id"];
  if (id.is_object() || id.is_array()) return Error{"\"id\" must be a number or a string"};
  return Message{Call{std::string(*message["call"].string()), id.present() ? id.text() : ""}};
}

struct Verb {
  std::string_view key;
  Result<Message> (*read)(JsonView);
};

constexpr std::array<Verb, 3> verbs = {
    {{"subscribe", read_subscribe}, {"unsubscribe", read_unsubscribe}, {"call", read_call}}};

}  // namespace

Result<Message> parse(std::string_view text) {
  const auto document = Json::parse(text);
  if (!document || !document->view().is_object()) return Error{std::string(usage)};
  const auto message = document->view();
  for (const auto& verb : verbs) {
    const auto operand = message[verb.key];
    if (!operand.present()) continue;
    if (operand.is_string()) return verb.read(message);
    return Error{"\"" + std::string(verb.key) + "\" must be a string"};
  }
  return Error{std::string(usage)};
}

std::string subscribed(std::string_view topic) {
  return "{\"subscribed\":" + json_quote(topic) + "}";
}

std::string unsubscribed(std::string_view topic) {
  return "{\"unsubscribed\":" + json_quote(topic) + "}";
}

std::string event(std::string_view topic, std::string_view payload) {
  std::string out = "{\"event\":" + json_quote(topic) + ",\"data\":";
  out += payload;
  return out + "}";
}

std::string error(std::string_view uri, std::string_view message, std::string_view id) {
  std::string out = "{\"error\":" + json_quote(uri) + ",\"message\":" + json_quote(message);
  if (!id.empty()) out.append(",\"id\":").append(id);
  return out + "}";
}

}  // namespace wst::plain
