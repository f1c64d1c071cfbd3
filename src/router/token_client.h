// What WAMP v1 and plain clients have in common: they say who they are by a
// token, in a message that is ours and not WAMP's, or in a topic.
#pragma once

#include <functional>

#include "router/client.h"
#include "router/closes.h"
#include "wire/login.h"

namespace wst {

/// Takes part at once where anybody may, else once it has said who it is, for
/// which it has ten seconds. No login: closed with 4401.
class TokenClient : public Client {
 public:
  TokenClient(Connection& connection, Router& router);
  void on_binary(std::string_view bytes) override;

 protected:
  /// `then` is told whether it is who it says; if not, it is what it was.
  void log_in(const TokenLogin& who, std::function<void(const TicketVerdict&)> then);
  /// What it is told of a login that went well: who it is, and the next token.
  [[nodiscard]] std::string authenticated();
  void close_for_failed_login(const TicketVerdict& verdict);

 private:
  void on_login_end(std::string_view message) override;
  void on_patience_end() override;
};

}  // namespace wst
