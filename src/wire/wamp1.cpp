#include "wire/wamp1.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <initializer_list>

#include "base/json.h"
#include "wire/elements.h"
#include "wire/plain.h"

namespace wst::wamp1 {

namespace {

/// A message of a known type and of a fitting length.
struct Input {
  JsonView elements;
  std::vector<std::string_view> texts;

  [[nodiscard]] JsonView at(std::size_t index) const { return elements.at(index); }
};

using Parsed = Result<std::optional<Message>>;

Parsed dropped() { return std::optional<Message>(); }

Parsed read_prefix(const Input& in) {
  const auto prefix = in.at(1).string();
  const auto uri = in.at(2).string();
  if (!prefix || !uri) return Error{"PREFIX: both elements must be strings"};
  return std::optional<Message>(Prefix{std::string(*prefix), std::string(*uri)});
}

std::string arguments(const Input& in) {
  std::string args = "[";
  for (std::size_t index = 3; index < in.texts.size(); ++index) {
    args.append(index == 3 ? "" : ",").append(in.texts[index]);
  }
  return args + "]";
}

Parsed read_call(const Input& in) {
  const auto id = in.at(1);
  if (id.is_object() || id.is_array()) {
    return Error{"CALL: the id must be a string or another scalar"};
  }
  std::string id_text(in.texts[1]);
  const auto procedure = in.at(2).string();
  if (!procedure) {
    return std::optional<Message>(
        BadCall{std::move(id_text), "a call names its procedure, a string, behind its id"});
  }
  return std::optional<Message>(Call{std::move(id_text), std::string(*procedure), arguments(in)});
}

std::optional<TopicText> topic_of(JsonView element) {
  if (const auto text = element.string()) return TopicText{std::string(*text)};
  if (element.number() || element.is_object())
    return TopicText{element.text(), element.is_object()};
  return std::nullopt;
}

constexpr std::string_view no_topic = "a topic must be a string, a number or an object";

template <typename Kind>
Parsed read_topic(const Input& in) {
  auto topic = topic_of(in.at(1));
  if (!topic) return Error{std::string(no_topic)};
  return std::optional<Message>(Kind{std::move(*topic)});
}

/// The session ids of a list; none where it is absent or null. Nothing if it is
/// anything else: whom an event is for must not be guessed.
std::optional<std::vector<std::string>> sessions(JsonView list) {
  std::vector<std::string> ids;
  if (!list.present() || list.is_null()) return ids;
  if (!list.is_array()) return std::nullopt;
  for (auto id = list.first(); id.present(); id = id.next()) {
    if (!id.is_string()) return std::nullopt;
    ids.emplace_back(*id.string());
  }
  return ids;
}

Parsed read_publish(const Input& in) {
  auto topic = topic_of(in.at(1));
  if (!topic) return Error{std::string(no_topic)};
  const auto exclude_me = in.at(3).boolean();
  auto exclude = sessions(exclude_me ? JsonView() : in.at(3));
  auto eligible = sessions(in.at(4));
  if (!exclude || !eligible) return dropped();
  return std::optional<Message>(Publish{std::move(*topic), std::string(in.texts[2]),
                                        exclude_me.value_or(false), std::move(*exclude),
                                        std::move(*eligible)});
}

/// `least` and `most`: how many elements it has, its type code included.
struct Shape {
  std::string_view code;
  std::string_view name;
  std::size_t least;
  std::size_t most;
  Parsed (*read)(const Input&);
};

constexpr std::array<Shape, 5> shapes = {{
    {"1", "PREFIX", 3, 3, read_prefix},
    {"2", "CALL", 2, SIZE_MAX, read_call},
    {"5", "SUBSCRIBE", 2, 2, read_topic<Subscribe>},
    {"6", "UNSUBSCRIBE", 2, 2, read_topic<Unsubscribe>},
    {"7", "PUBLISH", 3, 5, read_publish},
}};

Parsed read_credentials(std::string_view text) {
  auto message = plain::parse(text);
  auto* known = std::get_if<plain::Message>(&message);
  auto* credentials = known ? std::get_if<TokenLogin>(known) : nullptr;
  if (!credentials) return Error{"a message must be a JSON array"};
  return std::optional<Message>(std::move(*credentials));
}

/// A message of `code` and further elements, each JSON text.
std::string message(char code, std::initializer_list<std::string_view> elements) {
  std::string out = {'[', code};
  for (const auto element : elements) out.append(",").append(element);
  return out += ']';
}

}  // namespace

Result<std::optional<Message>> parse(std::string_view text) {
  const auto document = Json::parse(text);
  if (!document || !document->view().is_array()) return read_credentials(text);
  const Input in{document->view(), element_texts(text)};
  if (in.texts.empty()) return Error{"a message must have a type"};
  const auto* shape = std::find_if(shapes.begin(), shapes.end(),
                                   [&](const Shape& known) { return in.texts[0] == known.code; });
  if (shape == shapes.end()) return Error{"this message type is not for a server"};
  if (in.texts.size() < shape->least || in.texts.size() > shape->most) {
    return Error{std::string(shape->name) + ": the number of elements is wrong"};
  }
  return shape->read(in);
}

std::optional<std::string> call_id_of(std::string_view begin) {
  const std::string text = first_elements(begin, 2);
  const auto json = Json::parse(text);
  if (!json || !json->view().is_array() || json->view().at(0).integer() != 2) return std::nullopt;
  const JsonView id = json->view().at(1);
  if (id.is_array() || id.is_object()) return std::nullopt;
  return std::string(element_texts(text)[1]);
}

std::string welcome(std::string_view session, std::string_view agent) {
  return message('0', {json_quote(session), "1", json_quote(agent)});
}

std::string call_result(std::string_view id, std::string_view json) {
  return message('3', {id, json});
}

std::string call_error(std::string_view id, std::string_view uri, std::string_view why) {
  return message('4', {id, json_quote(uri), json_quote(why)});
}

std::string event(std::string_view topic, std::string_view json) {
  return message('8', {json_quote(topic), json});
}

}  // namespace wst::wamp1
