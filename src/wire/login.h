// How clients say who they are whose protocol leaves that open: WAMP v1 and plain.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"

namespace wst {

struct TokenLogin {
  std::string user;
  std::string token;
};

/// The form of login that the talk's client uses: a topic that is a JSON object
/// {"topic":"torrents","userId":245,"token":"…"}.
struct TopicLogin {
  std::string topic;
  TokenLogin who;
};

/// A `userId` that is a number is its decimal text; what is missing is empty.
/// Nothing if it is not an object with a string `topic`.
std::optional<TopicLogin> read_login(JsonView form);
/// The same where the object stands in a string.
std::optional<TopicLogin> read_login(std::string_view topic);

}  // namespace wst
