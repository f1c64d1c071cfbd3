// All who may enter, by whatever they show: people by logins and tokens,
// workers by tickets; or, where there are no users, everybody.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/identity.h"
#include "auth/links.h"
#include "auth/logins.h"
#include "auth/throttle.h"
#include "auth/tokens.h"
#include "auth/users.h"
#include "auth/workers.h"
#include "base/result.h"
#include "process/timer.h"

namespace wst {

struct AccountSettings {
  std::string users;    ///< file; empty: there are no users
  std::string workers;  ///< file; empty: there are no workers
  bool read_only = false;
  Logins::Limits logins;
};

/// What accounts are made with; all outlive them.
struct AccountParts {
  Timer& expiry;  ///< of its own
  TokenStore& tokens;
  Throttle& throttle;
  std::function<double()> now;     ///< unix time in seconds
  std::function<double()> steady;  ///< the throttle's clock
};

/// Not movable: sessions know it.
class Accounts final : public Authenticator {
 public:
  Accounts(AccountSettings settings, AccountParts parts);
  Accounts(const Accounts&) = delete;
  Accounts& operator=(const Accounts&) = delete;

  /// Told of each login that ends: its sockets are to be closed.
  void set_on_login_end(Logins::OnEnd told) { on_login_end_ = std::move(told); }

  /// Reads the files, at first and again. An error leaves all as it was. The
  /// logins of those who are gone, or have another password or role, end.
  std::optional<Error> load();
  /// What is worth a warning at start, such as that nobody is administrator.
  [[nodiscard]] std::vector<std::string> doubts() const;

  [[nodiscard]] bool has_users() const { return !settings_.users.empty(); }
  [[nodiscard]] const Users& users() const { return users_; }

  // For requests. Who comes by none of these is nobody.

  /// Where there are no users.
  [[nodiscard]] std::optional<Visitor> anybody() const;
  [[nodiscard]] std::optional<Visitor> by_cookie(std::string_view secret);
  /// Whose name a trusted proxy tells, or whose password was right just now;
  /// nothing if there is no such user.
  [[nodiscard]] std::optional<Visitor> by_proxy(const std::string& user);
  [[nodiscard]] std::optional<Visitor> by_password(const std::string& user);

  /// After a password that was right. Nothing if there is no such user.
  struct LoggedIn {
    Visitor visitor;
    std::string secret;  ///< for the cookie
  };
  std::optional<LoggedIn> log_in(const std::string& user, const std::string& address,
                                 const std::string& agent);
  /// By a read-only link: a viewer without a name of his own. Nothing if the
  /// secret is nobody's, which counts against the address.
  std::optional<LoggedIn> log_in_by_link(std::string_view secret, const std::string& address,
                                         const std::string& agent);
  /// Whole seconds for which an address that guessed has to wait; 0: it has not.
  [[nodiscard]] int wait(const std::string& address) const;
  /// By an administrator; it is good for so many seconds. Nothing if there are
  /// too many.
  std::optional<Links::Made> make_link(const Visitor& maker, const std::string& label,
                                       double seconds);
  [[nodiscard]] std::vector<Link> links() { return links_.all(parts_.now()); }
  /// With the logins that came by it. False if there is no such link.
  bool end_link(LinkId id) { return links_.end(id); }

  /// One of the visitor's own. False if it is not, or there is no such.
  bool end_login(const Visitor& visitor, LoginId id);
  /// All of the visitor's but the one he comes by.
  void end_other_logins(const Visitor& visitor);
  /// Who came by a link knows nothing of others who hold it.
  [[nodiscard]] std::vector<Login> logins_of(const Visitor& visitor);

  /// For a socket of his; empty where there are no users.
  struct IssuedToken {
    std::string token;
    double expires = 0;  ///< unix seconds
  };
  IssuedToken issue_token(const Visitor& visitor);

  // Authenticator
  [[nodiscard]] std::optional<Identity> anonymous() const override;
  [[nodiscard]] bool takes_tickets() const override;
  CheckId check(const Ticket& ticket, Checked checked) override;
  void cancel(CheckId id) override { parts_.tokens.cancel(id); }
  [[nodiscard]] std::string next_ticket(const Identity& identity) override;
  [[nodiscard]] bool foresees(std::string_view uri) const override;
  void on_join(const Identity& identity) override;
  void on_leave(const Identity& identity) override;

 private:
  std::optional<Identity> identity_of(std::optional<LoginId> login, std::string_view authid);
  [[nodiscard]] Role role_of(const User& user) const;
  std::optional<Visitor> visitor_of(const Login* login) const;
  std::optional<Visitor> shared(const std::string& user, std::string_view by);
  void end_changed(const Users& before);
  void rearm();

  AccountSettings settings_;
  AccountParts parts_;
  Users users_;
  Workers workers_;
  Logins::OnEnd on_login_end_;
  Logins logins_;
  Links links_;
};

}  // namespace wst
