// One-time tokens: what a logged-in page shows when it opens a socket.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "session/identity.h"

namespace wst {

/// Times are in seconds.
class Tokens {
 public:
  static constexpr double valid_seconds = 30;
  static constexpr std::size_t per_login = 16;  ///< the oldest goes

  /// 128 bits and more, hexadecimal.
  std::string issue(LoginId login, double now);
  /// Whose it is; used up by that, whatever the caller makes of it.
  std::optional<LoginId> redeem(std::string_view token, double now);
  void drop_all_of(LoginId login);

 private:
  struct Token {
    std::string digest;
    LoginId login;
    double issued;
  };
  void drop_old(double now);

  std::deque<Token> tokens_;  // the oldest first
};

}  // namespace wst
