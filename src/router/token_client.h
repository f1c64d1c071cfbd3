// What WAMP v1 and plain clients have in common: they say who they are by a
// token, in a message that is ours and not WAMP's, or in a topic.
// The codes with which they close stand for what they have no message for.
#pragma once

#include <cstdint>
#include <functional>

#include "router/client.h"
#include "wire/extensions.h"

namespace wst {

constexpr std::uint16_t close_unsupported_data = 1003;
constexpr std::uint16_t close_invalid_data = 1007;
constexpr std::uint16_t close_login_failed = 4401;  ///< as HTTP's 401
constexpr std::uint16_t close_killed = 4403;        ///< as HTTP's 403: coming back is of no use

constexpr int seconds_for_login = 10;

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
