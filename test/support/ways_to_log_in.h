// Every way in which a client may show a token, whatever it speaks, in a world
// where one must.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "router/plain_client.h"
#include "router/wamp2_client.h"
#include "wamp1_dialog.h"

namespace wst::test {

struct Protocol {
  std::unique_ptr<Client> (*connect)(Connection&, Router&);
  std::string denied;             ///< how it is told that a login failed
  std::vector<std::string> asks;  ///< to watch "status", and to stop a torrent
};

struct Way {
  const char* name;
  Protocol protocol;
  std::vector<std::string> (*login)(const std::string& user, const std::string& token);
  bool subscribes;  ///< to "torrents", by the same
  bool tells_next;  ///< the answer has the next token
};

template <typename Kind>
std::unique_ptr<Client> connect_as(Connection& connection, Router& router) {
  return std::make_unique<Kind>(connection, router);
}

inline std::string auth(const std::string& user, const std::string& token) {
  return R"({"auth":{"user":)" + quoted(user) + R"(,"token":)" + quoted(token) + "}}";
}
inline std::string torrents_form(const std::string& user, const std::string& token) {
  return form("torrents", quoted(user), quoted(token));
}

inline Protocol plain_protocol() {
  return {connect_as<PlainClient>,
          R"({"error":"wamp.error.authentication_denied","message":"the user or the token is )"
          R"(not valid, or the token has been used"})"
          "\nclose 4401",
          {R"({"subscribe":"status"})", R"({"call":"torrent.stop"})"}};
}
inline Protocol wamp1_protocol() {
  return {connect_as<Wamp1Client>, "close 4401", {R"([5,"status"])", R"([2,1,"torrent.stop"])"}};
}
inline Protocol wamp2_protocol() {
  return {connect_as<Wamp2Client>,
          R"([3,{"message":"the name or the ticket is not valid, or the ticket has been used"},)"
          R"("wamp.error.authentication_denied"])"
          "\nclose 1002",
          {R"([32,1,{},"status"])", R"([48,2,{},"torrent.stop"])"}};
}

using Texts = std::vector<std::string>;

inline Texts log_in_by_auth(const std::string& user, const std::string& token) {
  return {auth(user, token)};
}
inline Texts log_in_by_ticket(const std::string& user, const std::string& ticket) {
  return {R"([1,"wstorrent",{"roles":{"caller":{}},"authmethods":["ticket"],"authid":)" +
              quoted(user) + "}]",
          "[5," + quoted(ticket) + ",{}]"};
}
/// Subscribes to the form, which stands in a string or not.
template <char kind, bool in_text>
Texts log_in_by_topic(const std::string& user, const std::string& token) {
  const auto object = torrents_form(user, token);
  const auto topic = in_text ? quoted(object) : object;
  return {kind == '1' ? "[5," + topic + "]" : R"({"subscribe":)" + topic + "}"};
}

inline std::vector<Way> ways_to_log_in() {
  const auto plain = plain_protocol();
  const auto wamp1 = wamp1_protocol();
  return {
      {"plain", plain, log_in_by_auth, false, true},
      {"plain, in a topic", plain, log_in_by_topic<'p', false>, true, true},
      {"plain, in a topic's text", plain, log_in_by_topic<'p', true>, true, true},
      {"WAMP v1", wamp1, log_in_by_auth, false, true},
      {"WAMP v1, in a topic", wamp1, log_in_by_topic<'1', false>, true, false},
      {"WAMP v1, in a topic's text", wamp1, log_in_by_topic<'1', true>, true, false},
      {"WAMP v2", wamp2_protocol(), log_in_by_ticket, false, true},
  };
}

/// Nobody takes part without a token, and each is good once.
struct LoginWorld : RouterWorld {
  explicit LoginWorld(RouterLimits limits = {}) : RouterWorld(limits) {
    authenticator.one_time = true;
    authenticator.nobody.reset();
  }
  /// One that tries; `answer` is what it is told at last.
  Client& log_in(const Way& way, const std::string& user, const std::string& token) {
    clients.push_back(way.protocol.connect(connection, router));
    lines_of(*clients.back());
    for (const auto& message : way.login(user, token)) {
      clients.back()->on_text(message);
      answer = lines_of(*clients.back());
    }
    return *clients.back();
  }

  std::string answer;
  std::vector<std::unique_ptr<Client>> clients;
};

}  // namespace wst::test
