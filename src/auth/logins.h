// Who is logged in, where from, and until when.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/identity.h"
#include "auth/links.h"

namespace wst {

struct Login {
  LoginId id = 0;  ///< random, no secret
  std::string user;
  /// By what it came to be: "cookie" or "link"; or "password" and "proxy", of
  /// which each user has one that all such requests share.
  std::string by;
  LinkId link = 0;           ///< by which it came
  std::string address = {};  ///< of who opened it
  std::string agent = {};    ///< the program it was opened with, as that says
  double opened = 0;
  double used = 0;
  std::size_t sockets = 0;  ///< open ones; while there are any, it is in use
};

/// Times are unix seconds.
class Logins {
 public:
  using OnEnd = std::function<void(LoginId)>;
  struct Limits {
    double idle = 12 * 3600;
    double lifetime = 30 * 86400;
    std::size_t per_user = 32;
    std::size_t in_all = 4096;
  };

  /// `on_end`: what hangs on the login is to be ended.
  Logins(const Limits& limits, OnEnd on_end) : limits_(limits), on_end_(std::move(on_end)) {}

  /// Past a limit the one that was used longest ago goes.
  struct Opened {
    LoginId id;
    std::string secret;  ///< 128 bits and more, hexadecimal, with the id before it: the cookie
  };
  Opened open(const std::string& user, const std::string& address, const std::string& user_agent,
              double now, LinkId link = 0);
  /// The one that requests with a password or a proxy's header share.
  LoginId shared(const std::string& user, std::string_view by, double now);

  /// Whose it is, and used now; null if it is nobody's or over.
  const Login* use(std::string_view secret, double now);
  [[nodiscard]] const Login* find(LoginId id, double now);
  /// Of one user, the last used first.
  [[nodiscard]] std::vector<Login> of(std::string_view user, double now);

  bool end(LoginId id);
  /// All of a user's but `spared`, if that is one.
  void end_all_of(std::string_view user, LoginId spared = 0);
  void end_all_by(LinkId link);
  /// A socket of it opened or closed.
  void count_socket(LoginId id, bool opened, double now);
  /// Ends those whose time is over. Returns when the next one's lifetime is.
  std::optional<double> end_expired(double now);

 private:
  struct Entry {
    Login login;
    std::string secret_digest;  ///< of the cookie's secret part; empty for shared ones
  };
  [[nodiscard]] bool is_over(const Login& login, double now) const;
  void end_those(const std::function<bool(const Login&)>& meant);
  void make_room_for(const std::string& user);
  void make_room_in_all();
  void end_least_used(const std::function<bool(const Login&)>& meant);

  Limits limits_;
  OnEnd on_end_;
  std::map<LoginId, Entry> entries_;
};

}  // namespace wst
