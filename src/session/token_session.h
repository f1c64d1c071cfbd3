// What WAMP v1 and plain clients have in common: they say who they are by a
// token, in a message that is ours and not WAMP's, or in a topic.
#pragma once

#include "session/closes.h"
#include "session/session.h"
#include "wire/login.h"

namespace wst {

/// Takes part at once where anybody may, else once it has said who it is, for
/// which it has ten seconds. No login: closed with 4401.
class TokenSession : public Session {
 public:
  TokenSession(Connection& connection, Router& router);
  void on_binary(std::string_view bytes) override;

 protected:
  /// False if it is not who it says, which leaves it what it was.
  bool log_in(const TokenLogin& who);
  /// What it is told of a login that went well: who it is, and the next token.
  [[nodiscard]] std::string authenticated();
  void close_for_failed_login() { close(close_login_failed, "the login failed"); }

 private:
  void on_login_end(std::string_view message) override;
  void on_patience_end() override;
};

}  // namespace wst
