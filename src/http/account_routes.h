// AccountRoutes(accounts, sign_in, files): logging in and out, tokens, and the
// pages that depend on who asks for them.
#pragma once

#include <span>
#include <string_view>

#include "auth/accounts.h"
#include "auth/sign_in.h"
#include "http/cookies.h"
#include "http/credentials.h"
#include "http/http.h"
#include "http/route.h"
#include "http/static_files.h"

namespace wst {

/// Not movable while a login is under way. Asked by Access alone.
class AccountRoutes {
 public:
  /// All outlive the routes.
  AccountRoutes(Accounts& accounts, SignIn& sign_in, StaticFiles& files)
      : accounts_(accounts), sign_in_(sign_in), files_(files) {}

  [[nodiscard]] static bool has(std::string_view path);
  /// Of a path that it has. What it returns is to be called if the client goes
  /// before it is answered.
  Abandon handle(const HttpRequest& request, const Respond& respond);

  /// What there is, each with a row of its own in the policy.
  static std::span<const Route<AccountRoutes>> table();

 private:
  Abandon page(const HttpRequest& request, const Respond& respond);
  Abandon login_page(const HttpRequest& request, const Respond& respond);
  Abandon login(const HttpRequest& request, const Respond& respond);
  Abandon logout(const HttpRequest& request, const Respond& respond);
  Abandon logins(const HttpRequest& request, const Respond& respond);
  Abandon end_logins(const HttpRequest& request, const Respond& respond);
  Abandon links(const HttpRequest& request, const Respond& respond);
  Abandon end_link(const HttpRequest& request, const Respond& respond);
  Abandon token(const HttpRequest& request, const Respond& respond);

  /// What is remembered of a request until its password has been checked.
  struct Attempt {
    std::string user;
    std::string address;
    CookieScope scope;
    std::string agent;
    std::string cookie;
    bool by_form = false;
  };
  [[nodiscard]] HttpResponse answer_to(const Attempt& attempt, const SignInOutcome& outcome);
  [[nodiscard]] HttpResponse answer_to_link(const HttpRequest& request, std::string_view secret);
  [[nodiscard]] HttpResponse let_in(const Attempt& attempt, const Accounts::LoggedIn& login);
  [[nodiscard]] HttpResponse make_link(const HttpRequest& request);
  void end_login_of(const Attempt& attempt);
  [[nodiscard]] HttpResponse filled_page(const Visitor& visitor);

  Accounts& accounts_;
  SignIn& sign_in_;
  StaticFiles& files_;
};

/// What is said to somebody whose password was not found right; of a wrong one
/// nothing that tells whether there is such a user.
HttpResponse sign_in_refusal(const SignInOutcome& outcome);

}  // namespace wst
