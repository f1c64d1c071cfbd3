#include "router/wamp1_client.h"

#include <utility>
#include <variant>
#include <vector>

#include "base/number.h"
#include "base/version.h"
#include "wire/wamp2.h"

namespace wst {

namespace {

/// Those of the ids that are ids of sessions; nobody has the others.
std::vector<wamp2::Id> session_ids(const std::vector<std::string>& texts) {
  std::vector<wamp2::Id> ids;
  for (const auto& text : texts) {
    if (const auto id = whole_number<wamp2::Id>(text)) ids.push_back(*id);
  }
  return ids;
}

}  // namespace

Wamp1Client::Wamp1Client(Connection& connection, Router& router) : TokenClient(connection, router) {
  reply(wamp1::welcome(std::to_string(id()), agent));
}

void Wamp1Client::on_text(std::string_view text) {
  if (closing()) return;
  const auto message = wamp1::parse(text);
  if (!message) return close(close_invalid_data, message.error().message);
  if (!message.value()) return;
  std::visit([this](const auto& known) { on_message(known); }, *message.value());
}

bool Wamp1Client::on_oversized(const Oversized& message, const Error& why) {
  const auto call = wamp1::call_id_of(message.begin);
  if (closing() || !call) return false;
  reply(wamp1::call_error(*call, why.uri, why.message));
  return true;
}

void Wamp1Client::on_killed(std::string_view, std::string_view) {
  close(close_killed, "ended by an administrator");
}

// ---- names ----

// Past the limit a prefix is not kept, and what it would have meant is unknown.
void Wamp1Client::on_message(const wamp1::Prefix& message) {
  const bool full = prefixes_.size() >= router().limits().subscriptions;
  if (full && !prefixes_.contains(message.prefix)) return;
  prefixes_.insert_or_assign(message.prefix, message.uri);
}

// Ratchet puts a `#` between the two where there is none; no name of ours has
// one, so that there is nothing to be found under it.
std::string Wamp1Client::expanded(const std::string& text) const {
  const auto colon = text.find(':');
  if (colon == std::string::npos) return text;
  const auto prefix = prefixes_.find(std::string_view(text).substr(0, colon));
  return prefix == prefixes_.end() ? text : prefix->second + text.substr(colon + 1);
}

Wamp1Client::Meant Wamp1Client::meant_by(const wamp1::TopicText& topic) const {
  auto login = read_login(topic.text);
  if (!login) return {expanded(topic.text), ""};
  const auto name = expanded(login->topic);
  return {name, topic.was_object ? "" : topic.text, std::move(login)};
}

// ---- watching ----

void Wamp1Client::on_message(const wamp1::Subscribe& message) {
  const auto meant = meant_by(message.topic);
  if (!meant.login || admitted_) return subscribe_to(meant);
  log_in(meant.login->who, [this, meant](const TicketVerdict& verdict) {
    admitted_ = verdict.identity.has_value();
    is_member() ? subscribe_to(meant) : close_for_failed_login(verdict);
  });
}

void Wamp1Client::subscribe_to(const Meant& meant) {
  if (is_member())
    (void)subscribe(meant.topic, wamp2::Match::exact, SubscribeOptions{}, meant.spelling);
}

void Wamp1Client::on_message(const TokenLogin& message) {
  log_in(message, [this](const TicketVerdict& verdict) {
    if (!verdict.identity) return close_for_failed_login(verdict);
    admitted_ = true;
    reply(authenticated());
  });
}

// A spelling that was not subscribed stands for all of its topic: whoever
// writes the login form anew has another token in it.
void Wamp1Client::on_message(const wamp1::Unsubscribe& message) {
  const auto meant = meant_by(message.topic);
  const auto pattern = router().broker().find_pattern(meant.topic, wamp2::Match::exact);
  if (pattern && !unsubscribe(pattern->id, meant.spelling)) unsubscribe(pattern->id);
}

std::string Wamp1Client::event_text(const EventParts& parts) {
  const auto& spelling = parts.spelling.empty() ? parts.topic.name() : parts.spelling;
  return wamp1::event(spelling, parts.topic.topic().payload(parts.from));
}

// An empty list of those eligible is no list, as with Ratchet.
void Wamp1Client::on_message(const wamp1::Publish& message) {
  if (!is_member()) return;
  wamp2::Publish publish{.request = 0,
                         .exclude_me = message.exclude_me,
                         .topic = meant_by(message.topic).topic,
                         .payload = {.args = "[" + message.event + "]"}};
  publish.audience.exclude = session_ids(message.exclude);
  if (!message.eligible.empty()) publish.audience.eligible = session_ids(message.eligible);
  (void)router().broker().publish(*this, publish);
}

// ---- calling ----

void Wamp1Client::on_message(const wamp1::Call& message) {
  if (!is_member()) {
    return refuse(message.id, {"log in first: subscribe to a topic with userId and token",
                               "wamp.error.not_authorized"});
  }
  if (is_calling(message.id)) {
    return refuse(message.id,
                  {"the call with this id is still under way", "wamp.error.invalid_argument"});
  }
  call(message.id, expanded(message.procedure), {.args = message.args}, false, std::nullopt);
}

void Wamp1Client::on_message(const wamp1::BadCall& message) {
  refuse(message.id, {message.why, "wamp.error.invalid_argument"});
}

void Wamp1Client::on_result(const std::string& key, const CallResult& result) {
  if (result.error) return refuse(key, *result.error);
  reply(wamp1::call_result(key, one_value(result.payload)));
}

void Wamp1Client::refuse(const std::string& call, const Error& error) {
  reply(wamp1::call_error(call, error.uri, error.message));
}

}  // namespace wst
