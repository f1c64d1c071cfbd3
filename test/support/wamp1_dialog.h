// WAMP v1 clients of a router of fakes, and the messages they exchange.
#pragma once

#include <string>

#include "base/json.h"
#include "router/wamp1_client.h"
#include "text_dialog.h"

namespace wst::test {

using Wamp1Dialog = TextDialog<Wamp1Client>;

inline const std::string first_event = R"([8,"torrents",{"from":0,"to":1}])";

inline std::string quoted(const std::string& text) { return json_quote(text); }

/// The talk's topic: a JSON object as a string.
inline std::string form(const std::string& topic, const std::string& user = "245",
                        const std::string& token = "\"385e33f741\"") {
  return R"({"topic":")" + topic + R"(","userId":)" + user + R"(,"token":)" + token + "}";
}
inline std::string subscribe(const std::string& topic) { return "[5," + quoted(topic) + "]"; }
inline std::string event(const std::string& topic, const std::string& json) {
  return "[8," + quoted(topic) + "," + json + "]";
}

struct Wamp1World : TextWorld<Wamp1Client> {
  using TextWorld::TextWorld;

  /// One that has been welcomed.
  Wamp1Dialog& join() {
    Wamp1Dialog& client = connect();
    REQUIRE(client.heard().starts_with("[0,"));
    return client;
  }
  /// One that may publish to feed.weather.
  Wamp1Dialog& join_worker() {
    Wamp1Dialog& client = join();
    REQUIRE(client.say("[5," + form("feed.weather", R"("willy")", R"("willy's")") + "]").empty());
    REQUIRE(client.say(R"([6,"feed.weather"])").empty());
    REQUIRE(client.endpoint.identity().authid == "willy");
    return client;
  }
};

}  // namespace wst::test
