#include "wire/wamp2.h"

#include <algorithm>
#include <array>
#include <optional>

namespace wst::wamp2 {

namespace {

// ---- reading ----

constexpr std::int64_t max_id = std::int64_t{1} << 53;

Error violation(std::string message) { return Error{std::move(message)}; }

std::optional<Id> id_at(JsonView message, std::size_t index) {
  const auto id = message.at(index).integer();
  return id && *id >= 1 && *id <= max_id ? id : std::nullopt;
}

std::string text_at(JsonView message, std::size_t index) {
  return std::string(message.at(index).string().value_or(""));
}

bool absent_or_boolean(JsonView option) { return !option.present() || option.boolean(); }
bool absent_or_list(JsonView option) { return !option.present() || option.is_array(); }

Result<Message> read_hello(JsonView message) {
  const auto roles = message.at(2)["roles"];
  return Message{Hello{text_at(message, 1), roles.is_object() && roles.size() > 0}};
}

Result<Message> read_publish(JsonView message) {
  const auto options = message.at(2);
  for (const auto* name : {"acknowledge", "exclude_me", "disclose_me", "retain"}) {
    if (!absent_or_boolean(options[name])) {
      return violation(std::string("PUBLISH: option \"") + name + "\" is not a boolean");
    }
  }
  for (const auto* name : {"exclude", "exclude_authid", "exclude_authrole", "eligible",
                           "eligible_authid", "eligible_authrole"}) {
    if (!absent_or_list(options[name])) {
      return violation(std::string("PUBLISH: option \"") + name + "\" is not a list");
    }
  }
  const bool acknowledge = options["acknowledge"].boolean().value_or(false);
  return Message{Publish{*id_at(message, 1), acknowledge, text_at(message, 3)}};
}

std::optional<Match> read_match(JsonView option) {
  if (!option.present()) return Match::exact;
  const auto name = option.string();
  if (name == "exact") return Match::exact;
  if (name == "prefix") return Match::prefix;
  if (name == "wildcard") return Match::wildcard;
  return std::nullopt;
}

Result<Message> read_subscribe(JsonView message) {
  const auto options = message.at(2);
  const auto match = read_match(options["match"]);
  if (!match) return violation("SUBSCRIBE: option \"match\" is none of exact, prefix, wildcard");
  if (!absent_or_boolean(options["get_retained"])) {
    return violation("SUBSCRIBE: option \"get_retained\" is not a boolean");
  }
  const auto after = options["after"];
  const bool valid = !after.present() || after.is_string();
  return Message{Subscribe{*id_at(message, 1), *match, text_at(message, 3),
                           std::string(after.string().value_or("")), valid}};
}

Result<Message> read_unsubscribe(JsonView message) {
  const auto subscription = id_at(message, 2);
  if (!subscription) return violation("UNSUBSCRIBE: the subscription is not an id");
  return Message{Unsubscribe{*id_at(message, 1), *subscription}};
}

Result<Message> read_call(JsonView message) {
  return Message{Call{*id_at(message, 1), text_at(message, 3)}};
}

Result<Message> read_register(JsonView message) { return Message{Register{*id_at(message, 1)}}; }

Result<Message> read_unregister(JsonView message) {
  if (!id_at(message, 2)) return violation("UNREGISTER: the registration is not an id");
  return Message{Unregister{*id_at(message, 1)}};
}

template <typename Kind>
Result<Message> read_bare(JsonView) {
  return Message{Kind{}};
}

// One letter per element after the type code: i id, n number, s string,
// o object, a array; those behind `?` may be missing.
struct Shape {
  int code;
  std::string_view name;
  std::string_view elements;
  Result<Message> (*read)(JsonView);
};

constexpr std::array<Shape, 11> shapes = {{
    {1, "HELLO", "so", read_hello},
    {3, "ABORT", "os?ao", read_bare<Abort>},
    {5, "AUTHENTICATE", "so", read_bare<Authenticate>},
    {6, "GOODBYE", "os?ao", read_bare<Goodbye>},
    {16, "PUBLISH", "ios?ao", read_publish},
    {32, "SUBSCRIBE", "ios", read_subscribe},
    {34, "UNSUBSCRIBE", "in?o", read_unsubscribe},
    {48, "CALL", "ios?ao", read_call},
    {49, "CANCEL", "io", read_bare<Cancel>},
    {64, "REGISTER", "ios", read_register},
    {66, "UNREGISTER", "in?o", read_unregister},
}};

bool fits(JsonView element, char kind) {
  if (kind == 's') return element.is_string();
  if (kind == 'o') return element.is_object();
  if (kind == 'a') return element.is_array();
  return element.number().has_value();
}

std::optional<Error> check_shape(const Shape& shape, JsonView message) {
  std::size_t index = 1;
  bool optional = false;
  for (const char kind : shape.elements) {
    if (kind == '?') {
      optional = true;
      continue;
    }
    const auto element = message.at(index);
    if (!element.present() && optional) break;
    if (!fits(element, kind) || (kind == 'i' && !id_at(message, index))) {
      return violation(std::string(shape.name) + ": element " + std::to_string(index) +
                       (element.present() ? " is of the wrong type" : " is missing"));
    }
    ++index;
  }
  if (message.size() <= index) return std::nullopt;
  return violation(std::string(shape.name) + ": has too many elements");
}

// 2^53 + 1 is no id, but read as a double it is 2^53.
bool has_rounded_id(std::string_view text, JsonView message) {
  if (message.at(1).integer() != max_id && message.at(2).integer() != max_id) return false;
  return text.find(std::to_string(max_id + 1)) != std::string_view::npos;
}

std::string unknown_type(std::optional<std::int64_t> code) {
  if (!code) return "the message type must be an integer";
  return "message type " + std::to_string(*code) + " is not for a router";
}

// ---- writing ----

std::string details(std::string_view message) {
  return message.empty() ? "{}" : "{\"message\":" + json_quote(message) + "}";
}

constexpr std::string_view roles =
    R"({"broker":{"features":{"event_retention":true}},"dealer":{"features":{}}})";

}  // namespace

Result<Message> parse(std::string_view text) {
  const auto document = Json::parse(text);
  if (!document) return violation("a message must be JSON text in UTF-8");
  const auto message = document->view();
  if (!message.is_array() || message.size() == 0)
    return violation("a message must be a JSON array");
  const auto code = message.at(0).integer();
  const auto* shape = std::find_if(shapes.begin(), shapes.end(),
                                   [&](const Shape& known) { return code == known.code; });
  if (shape == shapes.end()) return violation(unknown_type(code));
  if (auto error = check_shape(*shape, message)) return *error;
  if (has_rounded_id(text, message)) return violation("an id is greater than 2^53");
  return shape->read(message);
}

bool is_uri(std::string_view text) {
  if (text.empty() || text.front() == '.' || text.back() == '.') return false;
  if (text.find("..") != std::string_view::npos) return false;
  return text.find_first_of(" \t\r\n\f\v#") == std::string_view::npos;
}

std::string welcome(Id session, std::string_view realm, std::string_view agent) {
  return "[2," + std::to_string(session) + ",{\"realm\":" + json_quote(realm) +
         ",\"authid\":\"anonymous\",\"authrole\":\"anonymous\",\"authmethod\":\"anonymous\"" +
         ",\"agent\":" + json_quote(agent) + ",\"roles\":" + std::string(roles) + "}]";
}

std::string abort(std::string_view reason, std::string_view message) {
  return "[3," + details(message) + "," + json_quote(reason) + "]";
}

std::string goodbye(std::string_view reason) { return "[6,{}," + json_quote(reason) + "]"; }

std::string error(Request type, Id request, std::string_view uri, std::string_view message) {
  return "[8," + std::to_string(static_cast<int>(type)) + "," + std::to_string(request) + ",{}," +
         json_quote(uri) + ",[" + json_quote(message) + "]]";
}

std::string subscribed(Id request, Id subscription) {
  return "[33," + std::to_string(request) + "," + std::to_string(subscription) + "]";
}

std::string unsubscribed(Id request) { return "[35," + std::to_string(request) + "]"; }

std::string event(Id subscription, Id publication, bool retained, std::string_view payload) {
  std::string out = "[36," + std::to_string(subscription) + "," + std::to_string(publication) +
                    (retained ? ",{\"retained\":true},[" : ",{},[");
  out += payload;
  return out + "]]";
}

}  // namespace wst::wamp2
