#include "wire/extensions.h"

#include <utility>

namespace wst {

namespace {

std::optional<std::vector<std::string>> strings_in(JsonView array) {
  if (!array.is_array()) return std::nullopt;
  std::vector<std::string> strings;
  for (JsonView item = array.first(); item.present(); item = item.next()) {
    if (!item.is_string()) return std::nullopt;
    strings.emplace_back(*item.string());
  }
  return strings;
}

}  // namespace

SubscribeOptions read_subscribe_options(JsonView object) {
  const auto after = object["after"];
  const auto fields = object["fields"];
  if (after.present() && !after.is_string()) {
    return {.invalid = "\"after\" must be a cursor, a string"};
  }
  auto named = strings_in(fields);
  if (fields.present() && !named) {
    return {.invalid = "\"fields\" must be an array of names such as [\"name\",\"eta\"]"};
  }
  return {std::string(after.string().value_or("")), std::move(named), {}};
}

std::optional<TopicLogin> read_login(JsonView form) {
  const auto name = form["topic"].string();
  if (!name) return std::nullopt;
  const auto user = form["userId"];
  const auto number = user.integer();
  return TopicLogin{
      std::string(*name),
      {.user = number ? std::to_string(*number) : std::string(user.string().value_or("")),
       .token = std::string(form["token"].string().value_or(""))}};
}

std::optional<TopicLogin> read_login(std::string_view topic) {
  if (!topic.starts_with('{')) return std::nullopt;
  const auto document = Json::parse(topic);
  return document ? read_login(document->view()) : std::nullopt;
}

}  // namespace wst
