#include "session/wamp2_session.h"

#include <variant>

#include "base/random.h"
#include "base/version.h"

namespace wst {

namespace {

constexpr std::string_view realm = "wstorrent";
constexpr std::uint16_t normal_closure = 1000;
constexpr std::uint16_t protocol_error = 1002;

}  // namespace

void Wamp2Session::on_text(std::string_view text) {
  if (closing()) return;
  const auto message = wamp2::parse(text);
  if (!message) return violate(message.error().message);
  const bool opening = std::holds_alternative<wamp2::Hello>(message.value()) ||
                       std::holds_alternative<wamp2::Abort>(message.value());
  if (!joined_ && !opening) {
    return violate("the first message must be HELLO");
  }
  std::visit([this](const auto& known) { on_message(known); }, message.value());
}

void Wamp2Session::on_binary() { violate("wamp.2.json is text, not binary"); }

void Wamp2Session::on_message(const wamp2::Hello& message) {
  if (joined_) return violate("HELLO in a session that has been joined");
  if (message.realm != realm) {
    return abort("wamp.error.no_such_realm",
                 "there is no realm \"" + message.realm + "\"; join \"wstorrent\"");
  }
  if (!message.has_roles) return violate("HELLO announces no roles");
  joined_ = true;
  reply(wamp2::welcome(random_id(), realm, agent));
}

void Wamp2Session::on_message(const wamp2::Abort&) { close(normal_closure, ""); }

void Wamp2Session::on_message(const wamp2::Authenticate&) {
  violate("AUTHENTICATE without a challenge");
}

void Wamp2Session::on_message(const wamp2::Goodbye&) {
  reply(wamp2::goodbye("wamp.close.goodbye_and_out"));
  close(normal_closure, "");
}

void Wamp2Session::on_message(const wamp2::Publish& message) {
  if (!message.acknowledge) return;
  const bool valid = wamp2::is_uri(message.topic);
  reply(wamp2::error(wamp2::Request::publish, message.request,
                     valid ? "wamp.error.not_authorized" : "wamp.error.invalid_uri",
                     "this router's topics are its own: clients do not publish"));
}

void Wamp2Session::on_message(const wamp2::Subscribe& message) {
  if (message.match != wamp2::Match::exact) {
    return refuse(message, "wamp.error.feature_not_supported",
                  "only exact topics can be subscribed to");
  }
  if (!wamp2::is_uri(message.topic)) {
    return refuse(message, "wamp.error.invalid_uri", "the topic is not a URI");
  }
  if (!message.after_valid) {
    return refuse(message, "wamp.error.invalid_argument", "\"after\" must be a cursor, a string");
  }
  const auto* topic = router().find_topic(message.topic);
  if (!topic) {
    return refuse(message, "wstorrent.error.no_such_topic",
                  "there is no topic \"" + message.topic + "\"");
  }
  if (subscribe(*topic, message.after) == Subscribed::too_many) {
    return refuse(message, "wstorrent.error.busy", too_many_subscriptions());
  }
  reply(wamp2::subscribed(message.request, topic->id));
}

void Wamp2Session::refuse(const wamp2::Subscribe& message, std::string_view uri,
                          std::string_view why) {
  reply(wamp2::error(wamp2::Request::subscribe, message.request, uri, why));
}

void Wamp2Session::on_message(const wamp2::Unsubscribe& message) {
  const auto* topic = router().find_topic(message.subscription);
  if (topic && unsubscribe(*topic)) return reply(wamp2::unsubscribed(message.request));
  reply(wamp2::error(wamp2::Request::unsubscribe, message.request,
                     "wamp.error.no_such_subscription", "there is no such subscription"));
}

void Wamp2Session::on_message(const wamp2::Call& message) {
  const bool valid = wamp2::is_uri(message.procedure);
  reply(wamp2::error(wamp2::Request::call, message.request,
                     valid ? "wamp.error.no_such_procedure" : "wamp.error.invalid_uri",
                     "there is no procedure \"" + message.procedure + "\""));
}

// A call that was cancelled has been answered already: nothing more to say.
void Wamp2Session::on_message(const wamp2::Cancel&) {}

void Wamp2Session::on_message(const wamp2::Register& message) {
  reply(wamp2::error(wamp2::Request::register_, message.request, "wamp.error.not_authorized",
                     "clients do not register procedures here"));
}

void Wamp2Session::on_message(const wamp2::Unregister& message) {
  reply(wamp2::error(wamp2::Request::unregister, message.request, "wamp.error.no_such_registration",
                     "there is no such registration"));
}

void Wamp2Session::abort(std::string_view reason, std::string_view why) {
  reply(wamp2::abort(reason, why));
  close(protocol_error, std::string(reason));
}

void Wamp2Session::violate(std::string_view why) { abort("wamp.error.protocol_violation", why); }

std::string Wamp2Session::event_text(const NamedTopic& topic, bool first,
                                     std::string_view payload) {
  return wamp2::event(topic.id, random_id(), first, payload);
}

}  // namespace wst
