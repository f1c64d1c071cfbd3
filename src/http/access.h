// Access(accounts, sign_in, account_routes, routes): who asks, and whether he
// may. The one way to the routes.
#pragma once

#include <memory>
#include <optional>

#include "http/http.h"

namespace wst {

class AccountRoutes;
class Accounts;
class Routes;
class SignIn;
struct Credentials;
struct SignInOutcome;

/// Not movable while a password is being checked.
class Access {
 public:
  /// All outlive it.
  /// `open_metrics`: /metrics is for nobody in particular, too (--metrics-for).
  Access(Accounts& accounts, SignIn& sign_in, AccountRoutes& account_routes, Routes& routes,
         bool open_metrics)
      : accounts_(accounts),
        sign_in_(sign_in),
        account_routes_(account_routes),
        routes_(routes),
        open_metrics_(open_metrics) {}

  /// What it returns is to be called if the client goes before it is answered.
  Abandon handle(HttpRequest request, const Respond& respond);

 private:
  struct Check;

  [[nodiscard]] bool is_open(const HttpRequest& request) const;
  [[nodiscard]] bool is_allowed(const HttpRequest& request) const;
  [[nodiscard]] std::optional<Visitor> recognise(const HttpRequest& request);
  Abandon check(HttpRequest request, const Credentials& shown, const Respond& respond);
  void conclude(Check& check, const SignInOutcome& outcome);
  Abandon pass(const HttpRequest& request, const Respond& respond);

  Accounts& accounts_;
  SignIn& sign_in_;
  AccountRoutes& account_routes_;
  Routes& routes_;
  const bool open_metrics_;
  std::size_t waiting_bytes_ = 0;  // of bodies that wait for a password to be checked
};

}  // namespace wst
