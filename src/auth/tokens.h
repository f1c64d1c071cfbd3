// One-time tokens: what a logged-in page shows when it opens a socket.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "auth/identity.h"

namespace wst {

/// Times are in seconds.
class TokenStore {
 public:
  using RequestId = std::uint64_t;
  using Redeemed = std::function<void(std::optional<LoginId>)>;
  static constexpr double valid_seconds = 30;

  virtual ~TokenStore() = default;
  /// 128 bits and more, hexadecimal. Whoever shows it at once finds it known,
  /// however long it takes to be written down.
  virtual std::string issue(LoginId login, double now) = 0;
  /// Asks whose it is; used up by that, whatever the caller makes of it. Of all
  /// who ask for one token, one is told. `redeemed` is told once, maybe before
  /// this returns (what is returned is 0 then), unless the request is cancelled.
  virtual RequestId redeem(std::string_view token, double now, Redeemed redeemed) = 0;
  virtual void cancel(RequestId id) = 0;
  virtual void drop_all_of(LoginId login) = 0;
};

/// In memory, for one process.
class Tokens final : public TokenStore {
 public:
  static constexpr std::size_t per_login = 16;  ///< the oldest goes

  std::string issue(LoginId login, double now) override;
  RequestId redeem(std::string_view token, double now, Redeemed redeemed) override {
    redeemed(take(token, now));
    return 0;
  }
  void cancel(RequestId) override {}
  void drop_all_of(LoginId login) override;
  /// What redeem() tells.
  std::optional<LoginId> take(std::string_view token, double now);

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
