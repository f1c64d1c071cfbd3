#include "router/plain_client.h"

#include <utility>
#include <variant>

#include "base/json.h"
#include "base/utf8.h"
#include "wire/wamp2.h"

namespace wst {

namespace {

// Calls without an id need keys of their own: no JSON text begins like them.
constexpr char nameless = '#';

std::string id_of(const std::string& key) { return key.starts_with(nameless) ? "" : key; }

Error must_log_in() {
  return {"say first who you are: {\"auth\":{\"user\":\"...\",\"token\":\"...\"}}",
          "wamp.error.not_authorized"};
}

}  // namespace

void PlainClient::on_text(std::string_view text) {
  if (closing()) return;
  const auto parsed = plain::parse(text);
  if (const auto* malformed = std::get_if<plain::Malformed>(&parsed)) {
    return refuse({malformed->why, "wamp.error.invalid_argument"}, malformed->id);
  }
  std::visit([this](const auto& known) { on_message(known); }, std::get<plain::Message>(parsed));
}

bool PlainClient::on_oversized(const Oversized& message, const Error& why) {
  const auto known = Json::parse(message.members);
  if (closing() || !known || !known->view()["call"].is_string()) return false;
  const JsonView id = known->view()["id"];
  refuse(why, id.present() ? id.text() : std::string());
  return true;
}

// ---- who it is ----

void PlainClient::on_message(const TokenLogin& message) {
  admit(message, [] {});
}

void PlainClient::admit(const TokenLogin& who, std::function<void()> then) {
  log_in(who, [this, then = std::move(then)](const TicketVerdict& verdict) {
    if (verdict.identity) {
      reply(authenticated());
      return then();
    }
    refuse({verdict.words("the user or the token is not valid, or the token has been used"),
            "wamp.error.authentication_denied"});
    if (!is_member()) close_for_failed_login(verdict);
  });
}

void PlainClient::on_killed(std::string_view reason, std::string_view message) {
  refuse({std::string(message), std::string(reason)});
  close(close_killed, "ended by an administrator");
}

// ---- watching ----

void PlainClient::on_message(const plain::Subscribe& message) {
  if (!message.login) return subscribe_to(message);
  admit(*message.login, [this, message] { subscribe_to(message); });
}

void PlainClient::subscribe_to(const plain::Subscribe& message) {
  if (!is_member()) return refuse(must_log_in());
  const auto pattern = subscribe(message.topic, wamp2::Match::exact, message.options);
  if (!pattern) return refuse(pattern.error());
  reply(plain::subscribed(message.topic));
}

void PlainClient::on_message(const plain::Unsubscribe& message) {
  const auto pattern = router().broker().find_pattern(message.topic, wamp2::Match::exact);
  if (!pattern || !unsubscribe(pattern->id)) {
    return refuse(
        {"not subscribed to " + excerpt(message.topic), "wamp.error.no_such_subscription"});
  }
  reply(plain::unsubscribed(message.topic));
}

void PlainClient::on_revoked(const Pattern& pattern, std::string_view reason) {
  reply(plain::unsubscribed(pattern.uri, reason));
}

std::string PlainClient::event_text(const EventParts& parts) {
  return plain::event(parts.topic.name(), parts.topic.topic().payload(parts.from));
}

// ---- calling ----

void PlainClient::on_message(const plain::Call& message) {
  if (!is_member()) return refuse(must_log_in(), message.id);
  const bool named = !message.id.empty();
  const auto key = named ? message.id : nameless + std::to_string(++last_nameless_);
  if (is_calling(key)) {
    return refuse({"the call with this id is still under way: give each an id of its own",
                   "wamp.error.invalid_argument"},
                  message.id);
  }
  call(key, message.procedure, {.kwargs = message.args}, message.progress, std::nullopt);
}

void PlainClient::on_message(const plain::Cancel& message) {
  if (!cancel(message.id, wamp2::CancelMode::kill)) {
    return refuse({"no call with this id is under way", "wamp.error.invalid_argument"}, message.id);
  }
  refuse({"the call was canceled", "wamp.error.canceled"}, message.id);
}

void PlainClient::on_progress(const std::string& key, const wamp2::Payload& payload) {
  reply(plain::progress(one_value(payload), id_of(key)));
}

void PlainClient::on_result(const std::string& key, const CallResult& result) {
  if (result.error) return refuse(*result.error, id_of(key));
  reply(plain::result(one_value(result.payload), id_of(key)));
}

void PlainClient::refuse(const Error& error, std::string_view id) {
  reply(plain::error(error.uri, error.message, id));
}

}  // namespace wst
