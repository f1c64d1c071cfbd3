// Every route and every procedure for everybody, by HTTP, against the table of
// rights itself.
#include "http/access.h"

#include "auth/policy.h"
#include "http/account_routes.h"
#include "http/routes.h"
#include "router/meta.h"
#include "site.h"
#include "temporary_folder.h"
#include "transmission/procedures.h"

using namespace wst;
using namespace wst::test;

namespace {

struct World {
  explicit World(bool open_metrics = false)
      : access(accounts, sign_in, account_routes, site.routes, open_metrics) {
    REQUIRE_FALSE(accounts.load());
  }

  /// The cookie of one of the file's users; none of nobody.
  std::string cookie_of(const std::string& user) {
    if (user.empty()) return "";
    auto entered = accounts.log_in(user, "192.0.2.1", "");
    REQUIRE(entered);
    return "wstorrentd=" + entered->secret;
  }
  /// What is answered at once; status 0 if nothing is, so that it is under way.
  HttpResponse ask(const std::string& user, const std::string& method, const std::string& path) {
    HttpRequest request;
    request.method = method;
    request.path = path;
    request.peer.address = "192.0.2.1";
    request.cookie = cookie_of(user);
    HttpResponse answer{.status = 0, .headers = {}, .body = nullptr};
    access.handle(std::move(request), [&](HttpResponse given) { answer = std::move(given); });
    return answer;
  }

  SecretFile users{"ada:$6$x$a:administrator\nvictor:$6$x$v:viewer\n"};
  Site site;
  FakeTimer expiry;
  FakeTimer answers;
  Tokens tokens;
  Throttle throttle;
  Accounts accounts{{.users = users.path, .workers = "", .logins = {}},
                    {expiry, tokens, throttle, [] { return 1000.0; }, [] { return 0.0; }}};
  FakeRunner children;
  PasswordChecker checker{children, {"check"}, [] { return false; }};
  SignIn sign_in{[this]() -> const Users& { return accounts.users(); }, checker, throttle, answers,
                 [] { return 0.0; }};
  AccountRoutes account_routes{accounts, sign_in, site.files};
  Access access;
};

std::optional<Role> role_of(const std::string& user) {
  if (user.empty()) return std::nullopt;
  return user == "ada" ? Role::administrator : Role::viewer;
}

/// Refused for who asks, and not for what is asked.
bool is_refused(const HttpResponse& answer) {
  const bool to_login = answer.status == 303 && header(answer, "location") == "login";
  if (answer.status == 401 || to_login) return true;
  return answer.status == 403 && text(answer, "error") == "wamp.error.not_authorized";
}

const std::vector<std::string> everybody = {"", "victor", "ada"};

/// Of a route's pattern.
std::string path_of(std::string_view pattern) {
  if (pattern == "*") return "/list.js";
  std::string path(pattern);
  if (path.ends_with('*')) path.back() = '7';
  return path;
}

}  // namespace

TEST_CASE("every route is open to those whom the table names, and to nobody else") {
  const auto look = [](const auto& table) {
    for (const auto& route : table) {
      for (const auto& user : everybody) {
        for (const auto method : list_items(route.methods)) {
          World world;
          const auto path = path_of(route.path);
          INFO('"' << user << "\" " << method << " " << path);
          const auto answer = world.ask(user, std::string(method), path);
          CHECK(is_refused(answer) != may(role_of(user), Thing::route, path));
        }
      }
    }
  };
  look(Routes::table());
  look(AccountRoutes::table());
}

TEST_CASE("a call by POST is made for whom the table allows it, and for nobody else") {
  for (const auto& procedure : procedures()) {
    for (const auto& user : everybody) {
      World world;
      const std::string name(procedure.name);
      world.site.callee.procedures = {name};
      INFO('"' << user << "\" " << name);
      const bool allowed = may(role_of(user), Thing::procedure, name);
      const auto answer = world.ask(user, "POST", "/api/call/" + name);
      CHECK(answer.status == (user.empty() ? 401 : allowed ? 0 : 403));
      CHECK(world.site.callee.calls.size() == (allowed ? 1 : 0));
    }
  }
}

TEST_CASE("what there is not is refused to nobody in particular as if it were there") {
  World world;
  CHECK(world.ask("", "GET", "/api/secret").status == 401);
  CHECK(world.ask("victor", "GET", "/api/secret").status == 404);
}

TEST_CASE("the numbers are for nobody in particular where that is said, and nothing else is") {
  World world(true);
  world.site.ask("/api/torrents");
  world.site.transmission_answers();  // so that a scrape has nothing to wait for
  CHECK(world.ask("", "GET", "/metrics").status == 200);
  CHECK(world.ask("", "GET", "/api/torrents").status == 401);
}
