#include "session/plain_session.h"

#include <variant>

namespace wst {

namespace {

constexpr std::uint16_t unsupported_data = 1003;

}  // namespace

void PlainSession::on_text(std::string_view text) {
  if (closing()) return;
  const auto message = plain::parse(text);
  if (!message) return reply(plain::error("wamp.error.invalid_argument", message.error().message));
  std::visit([this](const auto& known) { on_message(known); }, message.value());
}

void PlainSession::on_binary() { close(unsupported_data, "messages are JSON text"); }

void PlainSession::on_message(const plain::Subscribe& message) {
  const auto* topic = router().find_topic(message.topic);
  if (!topic) {
    return reply(plain::error("wstorrent.error.no_such_topic",
                              "there is no topic \"" + message.topic + "\""));
  }
  if (subscribe(*topic, message.after) == Subscribed::too_many) {
    return reply(plain::error("wstorrent.error.busy", too_many_subscriptions()));
  }
  reply(plain::subscribed(topic->name));
}

void PlainSession::on_message(const plain::Unsubscribe& message) {
  const auto* topic = router().find_topic(message.topic);
  if (!topic || !unsubscribe(*topic)) {
    return reply(plain::error("wamp.error.no_such_subscription",
                              "not subscribed to \"" + message.topic + "\""));
  }
  reply(plain::unsubscribed(topic->name));
}

void PlainSession::on_message(const plain::Call& message) {
  reply(plain::error("wamp.error.no_such_procedure",
                     "there is no procedure \"" + message.procedure + "\"", message.id));
}

std::string PlainSession::event_text(const NamedTopic& topic, bool, std::string_view payload) {
  return plain::event(topic.name, payload);
}

}  // namespace wst
