#include "wire/login.h"

namespace wst {

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
