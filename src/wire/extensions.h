// What clients tell us that their protocol has no place for: where a subscription goes on and
// which fields it wants, and in WAMP v1 and plain messages who they are.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace wst {

/// The options of a subscription.
struct SubscribeOptions {
  std::string after = {};  ///< the cursor to resume from; empty: knowing nothing
  std::optional<std::vector<std::string>> fields = {};  ///< of rows; nothing: as usual
  std::string invalid = {};                             ///< what is wrong with one of them
};

/// Of an object with the members `after` and `fields`, each of which may be missing.
SubscribeOptions read_subscribe_options(JsonView object);

/// A login by a one-time token, that of GET /api/token.
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
