// What a client says. Ids, and what is handed on to others, are taken from the
// text as it came: as a double 2^53 + 1 would be 2^53, and 1.0 an integer.
#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

#include "base/number.h"
#include "wire/elements.h"
#include "wire/wamp2.h"

namespace wst::wamp2 {

namespace {

constexpr std::int64_t max_id = std::int64_t{1} << 53;

/// A message whose shape may still be wrong.
struct Input {
  JsonView elements;
  std::vector<std::string_view> texts;

  [[nodiscard]] JsonView at(std::size_t index) const { return elements.at(index); }
  [[nodiscard]] std::string string(std::size_t index) const {
    return std::string(at(index).string().value_or(""));
  }
  [[nodiscard]] std::optional<std::int64_t> integer(std::size_t index) const {
    return whole_number<std::int64_t>(texts[index]);
  }
  [[nodiscard]] Id id(std::size_t index) const { return integer(index).value_or(0); }
  /// Arguments at `index` and the keywords behind them; empty ones are absent.
  [[nodiscard]] Payload payload(std::size_t index) const {
    const auto part = [this](std::size_t place) {
      return at(place).first().present() ? std::string(texts[place]) : std::string();
    };
    return {part(index), part(index + 1)};
  }
};

// ---- the kinds of values ----

bool is_id(JsonView value) {
  const auto id = value.integer();
  return id && *id >= 1 && *id <= max_id;
}

template <bool (*fits)(JsonView)>
bool is_list(JsonView value) {
  if (!value.is_array()) return false;
  for (auto item = value.first(); item.present(); item = item.next()) {
    if (!fits(item)) return false;
  }
  return true;
}

bool is_flag(JsonView value) { return value.boolean().has_value(); }
bool is_text(JsonView value) { return value.is_string(); }
bool is_count(JsonView value) { return value.integer() >= 1; }
bool is_duration(JsonView value) { return value.number() >= 0; }

std::optional<Match> match_named(JsonView value) {
  const auto name = value.string();
  if (name == "exact") return Match::exact;
  if (name == "prefix") return Match::prefix;
  if (name == "wildcard") return Match::wildcard;
  return std::nullopt;
}

std::optional<CancelMode> mode_named(JsonView value) {
  const auto name = value.string();
  if (name == "skip") return CancelMode::skip;
  if (name == "kill") return CancelMode::kill;
  if (name == "killnowait") return CancelMode::kill_no_wait;
  return std::nullopt;
}

bool is_dictionary(JsonView value) { return value.is_object(); }
bool is_match(JsonView value) { return match_named(value).has_value(); }
bool is_mode(JsonView value) { return mode_named(value).has_value(); }

struct Kind {
  bool (*fits)(JsonView);
  std::string_view must_be;
};

constexpr Kind flag = {is_flag, "a boolean"};
constexpr Kind text = {is_text, "a string"};
constexpr Kind texts = {is_list<is_text>, "a list of strings"};
constexpr Kind dictionaries = {is_list<is_dictionary>, "a list of dictionaries"};
constexpr Kind ids = {is_list<is_id>, "a list of ids, integers from 1 to 2^53"};
constexpr Kind count = {is_count, "a positive integer"};
constexpr Kind duration = {is_duration, "a number of milliseconds, 0 or more"};
constexpr Kind match = {is_match, "exact, prefix or wildcard"};
constexpr Kind mode = {is_mode, "skip, kill or killnowait"};

struct Option {
  std::string_view name;
  Kind kind;
};

// ---- the options of each message; those not named here are ignored ----

constexpr std::array<Option, 2> hello_details = {{{"authmethods", texts}, {"authid", text}}};

// Of what comes by way of another router.
constexpr Option forward_for = {"forward_for", dictionaries};
constexpr Option transaction_hash = {"transaction_hash", text};
constexpr std::array<Option, 1> forwarded_options = {{forward_for}};

constexpr std::array<Option, 12> publish_options = {{
    forward_for,
    transaction_hash,
    {"acknowledge", flag},
    {"exclude_me", flag},
    {"disclose_me", flag},
    {"retain", flag},
    {"exclude", ids},
    {"exclude_authid", texts},
    {"exclude_authrole", texts},
    {"eligible", ids},
    {"eligible_authid", texts},
    {"eligible_authrole", texts},
}};

constexpr std::array<Option, 3> subscribe_options = {
    {forward_for, {"match", match}, {"get_retained", flag}}};
constexpr std::array<Option, 4> call_options = {
    {forward_for, transaction_hash, {"receive_progress", flag}, {"timeout", duration}}};
constexpr std::array<Option, 2> cancel_options = {{forward_for, {"mode", mode}}};
constexpr std::array<Option, 4> register_options = {
    {forward_for, {"match", match}, {"invoke", text}, {"concurrency", count}}};
constexpr std::array<Option, 2> yield_options = {{forward_for, {"progress", flag}}};

bool is_set(JsonView option) { return option.boolean().value_or(false); }

bool asks_for_passthru(JsonView options) {
  for (auto option = options.first(); option.present(); option = option.next()) {
    if (option.key().starts_with("ppt_") || option.key().starts_with("enc_")) return true;
  }
  return false;
}

std::vector<Id> ids_in(JsonView list) {
  std::vector<Id> found;
  for (auto item = list.first(); item.present(); item = item.next()) {
    found.push_back(item.integer().value_or(0));
  }
  return found;
}

std::vector<std::string> texts_in(JsonView list) {
  std::vector<std::string> found;
  for (auto item = list.first(); item.present(); item = item.next()) {
    found.emplace_back(item.string().value_or(""));
  }
  return found;
}

template <typename Read>
auto if_present(JsonView list, Read read) {
  return list.present() ? std::optional(read(list)) : std::nullopt;
}

// ---- the messages, their shapes checked ----

Message read_hello(const Input& in) {
  const auto details = in.at(2);
  const auto roles = details["roles"];
  return Hello{
      .realm = in.string(1),
      .has_roles = roles.is_object() && roles.first().present(),
      .authmethods = texts_in(details["authmethods"]),
      .authid = std::string(details["authid"].string().value_or("")),
      .understands_revocation = is_set(roles["subscriber"]["features"]["subscription_revocation"]),
      .understands_interrupt = is_set(roles["callee"]["features"]["call_canceling"])};
}

Message read_abort(const Input&) { return Abort{}; }
Message read_authenticate(const Input& in) { return Authenticate{in.string(1)}; }
Message read_goodbye(const Input& in) { return Goodbye{in.string(2)}; }

Audience read_audience(JsonView options) {
  return {ids_in(options["exclude"]),
          texts_in(options["exclude_authid"]),
          texts_in(options["exclude_authrole"]),
          if_present(options["eligible"], ids_in),
          if_present(options["eligible_authid"], texts_in),
          if_present(options["eligible_authrole"], texts_in)};
}

Message read_publish(const Input& in) {
  const auto options = in.at(2);
  return Publish{.request = in.id(1),
                 .acknowledge = is_set(options["acknowledge"]),
                 .exclude_me = options["exclude_me"].boolean().value_or(true),
                 .disclose_me = is_set(options["disclose_me"]),
                 .retain = is_set(options["retain"]),
                 .passthru = asks_for_passthru(options),
                 .audience = read_audience(options),
                 .topic = in.string(3),
                 .payload = in.payload(4)};
}

Message read_subscribe(const Input& in) {
  const auto options = in.at(2);
  return Subscribe{.request = in.id(1),
                   .match = match_named(options["match"]).value_or(Match::exact),
                   .topic = in.string(3),
                   .options = read_subscribe_options(options)};
}

Message read_unsubscribe(const Input& in) { return Unsubscribe{in.id(1), in.id(2)}; }

// The specification's 0 stands for no timeout.
std::optional<double> seconds(JsonView milliseconds) {
  const auto number = milliseconds.number().value_or(0);
  return number > 0 ? std::optional(number / 1000) : std::nullopt;
}

Message read_call(const Input& in) {
  const auto options = in.at(2);
  return Call{.request = in.id(1),
              .receive_progress = is_set(options["receive_progress"]),
              .passthru = asks_for_passthru(options),
              .timeout = seconds(options["timeout"]),
              .procedure = in.string(3),
              .payload = in.payload(4)};
}

Message read_cancel(const Input& in) {
  return Cancel{in.id(1), mode_named(in.at(2)["mode"]).value_or(CancelMode::kill_no_wait)};
}

Message read_register(const Input& in) {
  const auto options = in.at(2);
  const bool plain = match_named(options["match"]).value_or(Match::exact) == Match::exact &&
                     options["invoke"].string().value_or("single") == "single" &&
                     !options["concurrency"].present();
  return Register{in.id(1), plain, in.string(3)};
}

Message read_unregister(const Input& in) { return Unregister{in.id(1), in.id(2)}; }

Message read_yield(const Input& in) {
  return Yield{in.id(1), is_set(in.at(2)["progress"]), in.payload(3)};
}

Message read_error(const Input& in) {
  return InvocationError{in.id(2), in.string(4), in.payload(5)};
}

// ---- the shapes ----

// One letter per element after the type code: i id, s string, d options or
// details, a arguments, k their keywords, v the type of INVOCATION; those
// behind `?` may be missing, and arguments may be null, as the Go client nexus has them.
struct Shape {
  int code;
  std::string_view name;
  std::string_view elements;
  std::span<const Option> options;
  Message (*read)(const Input&);
};

constexpr std::array<Shape, 13> shapes = {{
    {1, "HELLO", "sd", hello_details, read_hello},
    {3, "ABORT", "ds?ak", {}, read_abort},
    {5, "AUTHENTICATE", "sd", {}, read_authenticate},
    {6, "GOODBYE", "ds?ak", {}, read_goodbye},
    {8, "ERROR", "vids?ak", forwarded_options, read_error},
    {16, "PUBLISH", "ids?ak", publish_options, read_publish},
    {32, "SUBSCRIBE", "ids", subscribe_options, read_subscribe},
    {34, "UNSUBSCRIBE", "ii?d", forwarded_options, read_unsubscribe},
    {48, "CALL", "ids?ak", call_options, read_call},
    {49, "CANCEL", "id", cancel_options, read_cancel},
    {64, "REGISTER", "ids", register_options, read_register},
    {66, "UNREGISTER", "ii?d", forwarded_options, read_unregister},
    {70, "YIELD", "id?ak", yield_options, read_yield},
}};

/// What the element must be and is not; empty if it is.
std::string_view misfit(const Input& in, std::size_t index, char kind) {
  const auto element = in.at(index);
  if (kind == 's') return element.is_string() ? "" : "a string";
  if (kind == 'd') return element.is_object() ? "" : "a dictionary";
  const bool is_null = in.texts[index] == "null";
  if (kind == 'a') return element.is_array() || is_null ? "" : "a list of arguments";
  if (kind == 'k') return element.is_object() || is_null ? "" : "a dictionary of arguments";
  const auto number = in.integer(index).value_or(0);
  if (kind == 'v') return number == 68 ? "" : "68: what clients answer is INVOCATION alone";
  return number >= 1 && number <= max_id ? "" : "an id, an integer from 1 to 2^53";
}

std::optional<std::string> wrong_options(const Shape& shape, JsonView options) {
  for (const auto& [name, kind] : shape.options) {
    const auto option = options[name];
    if (!option.present() || kind.fits(option)) continue;
    return "option \"" + std::string(name) + "\" must be " + std::string(kind.must_be);
  }
  return std::nullopt;
}

std::optional<std::string> wrong_shape(const Shape& shape, const Input& in) {
  std::size_t index = 1;
  bool optional = false;
  for (const char kind : shape.elements) {
    if (kind == '?') {
      optional = true;
      continue;
    }
    const std::string element = "element " + std::to_string(index);
    if (index >= in.texts.size()) {
      if (optional) return std::nullopt;
      return element + " is missing";
    }
    const auto must_be = misfit(in, index, kind);
    if (!must_be.empty()) return element + " must be " + std::string(must_be);
    if (kind == 'd') {
      if (auto wrong = wrong_options(shape, in.at(index))) return wrong;
    }
    ++index;
  }
  if (in.texts.size() > index) return "there are too many elements";
  return std::nullopt;
}

/// A message that somebody waits for an answer to, or that is one.
struct Answerable {
  std::int64_t code;
  Request type;
  std::size_t request_at = 1;
};
constexpr std::array<Answerable, 6> answerable = {{
    {16, Request::publish},
    {32, Request::subscribe},
    {48, Request::call},
    {64, Request::register_},
    {70, Request::invocation},
    {8, Request::invocation, 2},
}};

std::string unknown_type(std::optional<std::int64_t> code) {
  if (!code) return "the message type must be an integer";
  return "message type " + std::to_string(*code) + " is not for a router";
}

}  // namespace

Result<Message> parse(std::string_view message) {
  const auto document = Json::parse(message);
  if (!document) return Error{"a message must be JSON text in UTF-8"};
  if (!document->view().is_array()) return Error{"a message must be a JSON array"};
  const Input in{document->view(), element_texts(message)};
  if (in.texts.empty()) return Error{"a message must have a type"};
  const auto code = in.integer(0);
  const auto* shape = std::find_if(shapes.begin(), shapes.end(),
                                   [&](const Shape& known) { return code == known.code; });
  if (shape == shapes.end()) return Error{unknown_type(code)};
  if (auto wrong = wrong_shape(*shape, in)) return Error{std::string(shape->name) + ": " + *wrong};
  return shape->read(in);
}

std::optional<RequestHead> head_of(std::string_view begin) {
  std::string elements = first_elements(begin, 3);
  if (elements.empty()) elements = first_elements(begin, 2);  // cut off within its options
  const auto json = Json::parse(elements);
  if (!json) return std::nullopt;
  const Input in{json->view(), element_texts(elements)};
  const auto* known = std::find_if(answerable.begin(), answerable.end(), [&](const auto& message) {
    return in.integer(0) == message.code;
  });
  if (known == answerable.end() || in.texts.size() <= known->request_at) return std::nullopt;
  const auto request = in.integer(known->request_at);
  if (!request || *request < 1 || *request > max_id) return std::nullopt;
  const bool is_awaited =
      known->type != Request::publish || in.at(2)["acknowledge"].boolean().value_or(false);
  if (!is_awaited) return std::nullopt;
  return RequestHead{known->type, *request};
}

}  // namespace wst::wamp2
