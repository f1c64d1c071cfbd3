#include "wire/plain.h"

#include <algorithm>
#include <array>
#include <span>

#include "base/json.h"
#include "wire/elements.h"

namespace wst::plain {

namespace {

using Parsed = std::variant<Message, Malformed>;

constexpr std::string_view usage =
    "a message is one JSON object such as {\"subscribe\":\"torrents\"}, "
    "{\"unsubscribe\":\"torrents\"}, "
    "{\"call\":\"torrent.stop\",\"args\":{\"ids\":[7]},\"id\":1}, {\"cancel\":1} "
    "or {\"auth\":{\"user\":\"...\",\"token\":\"...\"}}";

/// Where a key stands twice, the last one counts, as in JsonView.
std::string text_of(JsonView object, std::string_view json, std::string_view key) {
  const auto texts = element_texts(json);
  std::string_view found;
  auto text = texts.begin();
  for (auto member = object.first(); member.present(); member = member.next(), ++text) {
    if (member.key() == key) found = *text;
  }
  return std::string(found);
}

bool names_call(JsonView id) { return id.is_string() || id.number(); }
bool may_be_id(JsonView id) { return !id.present() || id.is_null() || names_call(id); }

std::string quoted(std::string_view name) { return "\"" + std::string(name) + "\""; }

Malformed wrong_operand(std::string_view verb, std::string_view must_be) {
  return {quoted(verb) + " must be " + std::string(must_be)};
}

std::string string_in(JsonView object, std::string_view key) {
  return std::string(object[key].string().value_or(""));
}

Parsed read_subscribe(JsonView message, std::string_view) {
  const auto topic = message["subscribe"];
  const auto name = topic.string();
  auto login = name ? read_login(*name) : read_login(topic);
  if (!name && !login) {
    return wrong_operand("subscribe",
                         "the name of a topic, a string, or an object that also logs in such as "
                         "{\"topic\":\"torrents\",\"userId\":\"...\",\"token\":\"...\"}");
  }
  auto options = read_subscribe_options(message);
  if (!options.invalid.empty()) return Malformed{std::move(options.invalid)};
  if (!login) return Subscribe{std::string(*name), std::move(options)};
  return Subscribe{std::move(login->topic), std::move(options), std::move(login->who)};
}

Parsed read_unsubscribe(JsonView message, std::string_view) {
  if (message["unsubscribe"].is_string()) return Unsubscribe{string_in(message, "unsubscribe")};
  return wrong_operand("unsubscribe", "the name of a topic, a string");
}

Parsed read_call(JsonView message, std::string_view json) {
  const auto args = message["args"];
  const auto progress = message["progress"];
  if (!message["call"].is_string()) {
    return wrong_operand("call", "the name of a procedure, a string");
  }
  if (args.present() && !args.is_object()) {
    return wrong_operand("args", "an object such as {\"ids\":[7]}");
  }
  if (progress.present() && !progress.boolean()) return wrong_operand("progress", "true or false");
  return Call{.procedure = string_in(message, "call"),
              .id = text_of(message, json, "id"),
              .args = args.present() ? text_of(message, json, "args") : "{}",
              .progress = progress.boolean().value_or(false)};
}

Parsed read_cancel(JsonView message, std::string_view json) {
  if (names_call(message["cancel"])) return Cancel{text_of(message, json, "cancel")};
  return wrong_operand("cancel", "the id of a call, a number or a string");
}

Parsed read_auth(JsonView message, std::string_view) {
  const auto auth = message["auth"];
  if (!auth["user"].is_string() || !auth["token"].is_string() || auth.size() != 2) {
    return wrong_operand("auth", "an object with the strings \"user\" and \"token\"");
  }
  return TokenLogin{string_in(auth, "user"), string_in(auth, "token")};
}

struct Verb {
  std::string_view key;
  std::array<std::string_view, 3> more;  ///< keys that may come with it
  Parsed (*read)(JsonView message, std::string_view json);
};

constexpr std::array<Verb, 5> verbs = {{
    {"subscribe", {"after", "fields"}, read_subscribe},
    {"unsubscribe", {}, read_unsubscribe},
    {"call", {"args", "id", "progress"}, read_call},
    {"cancel", {}, read_cancel},
    {"auth", {}, read_auth},
}};

const Verb* find_verb(std::string_view key) {
  const auto* verb =
      std::find_if(verbs.begin(), verbs.end(), [&](const Verb& known) { return known.key == key; });
  return verb == verbs.end() ? nullptr : verb;
}

bool knows(const Verb& verb, std::string_view key) {
  return key == verb.key ||
         (!key.empty() && std::find(verb.more.begin(), verb.more.end(), key) != verb.more.end());
}

/// It is said again in the answer: a long one is not worth it.
std::string named(std::string_view key) {
  constexpr std::size_t longest = 40;
  return key.size() > longest ? "one with " + std::to_string(key.size()) + " bytes" : quoted(key);
}

std::string unknown_key(const Verb& verb, std::string_view key) {
  std::string why = "with " + quoted(verb.key) + " there is no key " + named(key);
  std::string_view before = "; there may be ";
  for (const auto more : verb.more) {
    if (more.empty()) break;
    why.append(before).append(quoted(more));
    before = ", ";
  }
  return why;
}

/// What the message's keys say against its being what `verb` says.
std::optional<std::string> wrong_keys(const Verb& verb, JsonView message) {
  for (auto member = message.first(); member.present(); member = member.next()) {
    const auto key = member.key();
    if (knows(verb, key)) continue;
    if (!find_verb(key)) return unknown_key(verb, key);
    return quoted(verb.key) + " and " + quoted(key) + " must be two messages";
  }
  return std::nullopt;
}

const Verb* verb_of(JsonView message) {
  const Verb* verb = nullptr;
  for (auto member = message.first(); member.present() && !verb; member = member.next()) {
    verb = find_verb(member.key());
  }
  return verb;
}

Parsed read(JsonView message, std::string_view json) {
  const auto* verb = verb_of(message);
  if (!verb) return Malformed{std::string(usage)};
  if (auto wrong = wrong_keys(*verb, message)) return Malformed{*wrong};
  return verb->read(message, json);
}

std::string with_id(std::string message, std::string_view id) {
  if (!id.empty()) message.append(",\"id\":").append(id);
  return message += '}';
}

}  // namespace

std::variant<Message, Malformed> parse(std::string_view text) {
  const auto document = Json::parse(text);
  if (!document) return Malformed{"this is not JSON in UTF-8; " + std::string(usage)};
  const auto message = document->view();
  if (!message.is_object()) return Malformed{std::string(usage)};
  if (!may_be_id(message["id"])) return wrong_operand("id", "a number or a string");
  auto parsed = read(message, text);
  if (auto* malformed = std::get_if<Malformed>(&parsed)) {
    malformed->id = text_of(message, text, "id");
  }
  return parsed;
}

std::string subscribed(std::string_view topic) {
  return "{\"subscribed\":" + json_quote(topic) + "}";
}

std::string unsubscribed(std::string_view topic, std::string_view reason) {
  const std::string why = reason.empty() ? "" : ",\"reason\":" + json_quote(reason);
  return "{\"unsubscribed\":" + json_quote(topic) + why + "}";
}

std::string authenticated(std::string_view user, std::string_view token) {
  const std::string next = token.empty() ? "" : ",\"token\":" + json_quote(token);
  return "{\"authenticated\":" + json_quote(user) + next + "}";
}

std::string event(std::string_view topic, std::string_view payload) {
  std::string out = "{\"event\":" + json_quote(topic) + ",\"data\":";
  out += payload;
  return out += '}';
}

std::string result(std::string_view json, std::string_view id) {
  return with_id("{\"result\":" + std::string(json), id);
}

std::string progress(std::string_view json, std::string_view id) {
  return with_id("{\"progress\":" + std::string(json), id);
}

std::string error(std::string_view uri, std::string_view message, std::string_view id) {
  return with_id("{\"error\":" + json_quote(uri) + ",\"message\":" + json_quote(message), id);
}

}  // namespace wst::plain
