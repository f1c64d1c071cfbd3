#include "http/access.h"

#include <utility>

#include "auth/accounts.h"
#include "auth/policy.h"
#include "auth/sign_in.h"
#include "base/utf8.h"
#include "http/account_routes.h"
#include "http/cookies.h"
#include "http/credentials.h"
#include "http/routes.h"

namespace wst {

namespace {

constexpr std::size_t most_waiting_bytes = 32u << 20;

// A browser would ask for the password in its own words, and keep it.
HttpResponse asking_for_login(HttpResponse refusal, const HttpRequest& request) {
  if (refusal.status == 401 && !from_browser(request)) {
    refusal.headers.emplace_back("www-authenticate", "Basic realm=\"wstorrentd\"");
  }
  return refusal;
}

HttpResponse refusal_of(const HttpRequest& request) {
  if (request.visitor) {
    return http_error(403, "wamp.error.not_authorized",
                      "only administrators may ask for " + excerpt(request.path));
  }
  if (!request.proxy_user.empty()) {
    return http_error(403, "wamp.error.not_authorized",
                      "the proxy names " + excerpt(request.proxy_user) +
                          ", who is not among the users (--users)");
  }
  const bool reads = request.method == "GET" || request.method == "HEAD";
  const bool is_page = request.path == "/" || request.path == "/index.html";
  if (reads && is_page) return http_see_other("login");
  return asking_for_login(http_error(401, "wstorrent.error.login_required",
                                     "log in first: at /login, or by name and password (Basic)"),
                          request);
}

}  // namespace

// A request whose password is being checked, and then whatever it leads to.
struct Access::Check {
  HttpRequest request;
  std::string user;
  Respond respond;
  Abandon abandon;
};

bool Access::is_open(const HttpRequest& request) const {
  return least_for(Thing::route, request.path) == Least::nobody ||
         (open_metrics_ && request.path == "/metrics");
}

bool Access::is_allowed(const HttpRequest& request) const {
  const auto role = request.visitor ? std::optional(request.visitor->role) : std::nullopt;
  return is_open(request) || may(role, Thing::route, request.path);
}

Abandon Access::handle(HttpRequest request, const Respond& respond) {
  request.visitor = recognise(request);
  const bool known = request.visitor || !request.proxy_user.empty();
  const auto shown =
      known || is_open(request) ? std::nullopt : basic_credentials(request.authorization);
  if (shown) return check(std::move(request), *shown, respond);
  return pass(request, respond);
}

// A proxy that names somebody is asked before anything that the browser keeps.
std::optional<Visitor> Access::recognise(const HttpRequest& request) {
  if (!accounts_.has_users()) return accounts_.anybody();
  if (!request.proxy_user.empty()) return accounts_.by_proxy(request.proxy_user);
  const auto secret =
      find_cookie(request.cookie, login_cookie_name({request.peer.encrypted, request.mount}));
  return secret ? accounts_.by_cookie(*secret) : std::nullopt;
}

Abandon Access::check(HttpRequest request, const Credentials& shown, const Respond& respond) {
  const std::size_t size = request.body.size();
  if (waiting_bytes_ + size > most_waiting_bytes) {
    respond(http_busy(503, "too many large requests wait for their passwords to be checked", 1));
    return nullptr;
  }
  waiting_bytes_ += size;
  const auto address = request.peer.address;
  auto kept = std::make_shared<Check>(Check{std::move(request), shown.user, respond, nullptr});
  const auto id =
      sign_in_.attempt(shown.user, shown.password, address,
                       [this, kept](const SignInOutcome& outcome) { conclude(*kept, outcome); });
  kept->abandon = [this, id, size] {
    waiting_bytes_ -= size;
    sign_in_.forget(id);
  };
  return [kept] {
    if (const auto abandon = std::exchange(kept->abandon, nullptr)) abandon();
  };
}

// A user who was removed meanwhile has a wrong password, too.
void Access::conclude(Check& check, const SignInOutcome& outcome) {
  waiting_bytes_ -= check.request.body.size();
  check.abandon = nullptr;
  const bool right = outcome.kind == SignInOutcome::Kind::right;
  if (right) check.request.visitor = accounts_.by_password(check.user);
  if (check.request.visitor) {
    check.abandon = pass(check.request, check.respond);
    return;
  }
  const auto refusal = sign_in_refusal(right ? SignInOutcome{} : outcome);
  check.respond(asking_for_login(refusal, check.request));
}

Abandon Access::pass(const HttpRequest& request, const Respond& respond) {
  if (!is_allowed(request)) {
    respond(refusal_of(request));
    return nullptr;
  }
  if (AccountRoutes::has(request.path)) return account_routes_.handle(request, respond);
  return routes_.handle(request, respond);
}

}  // namespace wst
