// A client that speaks WAMP v1, as Ratchet and autobahn.js 0.8 do.
//
// Its topics are strings that the client knows by their spelling: an event
// carries the one that was subscribed, byte for byte. Two live spellings of one
// topic are two subscriptions, and each gets every event once. Such a spelling
// may hold a token (the login form of wamp1::Login): it goes back to this
// client and nowhere else.
#pragma once

#include <map>
#include <optional>

#include "router/token_client.h"
#include "wire/wamp1.h"

namespace wst {

/// Logs in by subscribing, or as plain clients do. v1 has no error for SUBSCRIBE
/// and PUBLISH: what is denied is met with silence, and only a login that fails
/// where one is needed with 4401.
class Wamp1Client final : public TokenClient {
 public:
  Wamp1Client(Connection& connection, Router& router);
  void on_text(std::string_view text) override;
  bool on_oversized(const Oversized& message, const Error& why) override;
  void on_killed(std::string_view reason, std::string_view message) override;

 private:
  /// What a client means by a topic.
  struct Meant {
    std::string topic;
    std::string spelling;  ///< empty if that of the topic
    std::optional<TopicLogin> login = {};
  };

  void on_message(const wamp1::Prefix& message);
  void on_message(const wamp1::Call& message);
  void on_message(const wamp1::BadCall& message);
  void on_message(const wamp1::Subscribe& message);
  void on_message(const wamp1::Unsubscribe& message);
  void on_message(const wamp1::Publish& message);
  void on_message(const TokenLogin& message);
  void refuse(const std::string& call, const Error& error);
  void subscribe_to(const Meant& meant);
  [[nodiscard]] std::string expanded(const std::string& text) const;
  [[nodiscard]] Meant meant_by(const wamp1::TopicText& topic) const;

  void on_result(const std::string& key, const CallResult& result) override;
  std::string event_text(const EventParts& parts) override;
  [[nodiscard]] char protocol(const Pattern&) const override { return '1'; }

  std::map<std::string, std::string, std::less<>> prefixes_;
  bool admitted_ = false;  // a token serves once: later subscriptions come with a used one
};

}  // namespace wst
