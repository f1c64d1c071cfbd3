#include "http/account_routes.h"

#include <array>
#include <cstdint>
#include <optional>
#include <utility>

#include "base/clock.h"
#include "base/json.h"
#include "base/number.h"
#include "base/utf8.h"
#include "http/cookies.h"
#include "http/static_files.h"

namespace wst {

namespace {

constexpr std::string_view form_type = "application/x-www-form-urlencoded";
constexpr std::string_view json_type = "application/json";
constexpr std::size_t longest_agent = 200;
constexpr std::size_t longest_label = 64;
constexpr double longest_link = 365 * 86400;

// Relative to /api/login, wherever a proxy has mounted it.
constexpr const char* to_the_page = "../";
constexpr const char* to_the_login_page = "../login#failed";

void replace_header(HttpResponse& response, const std::string& name, std::string value) {
  std::erase_if(response.headers, [&](const auto& header) { return header.first == name; });
  response.headers.emplace_back(name, std::move(value));
}

HttpResponse ok() { return http_json("{\"ok\":true}\n"); }

HttpResponse no_users() {
  return http_error(404, "not_found",
                    "this server has no users: there are no logins and no tokens");
}

HttpResponse no_such_login(std::string_view id) {
  return http_error(404, "wstorrent.error.no_such_login",
                    "you have no login " + excerpt(id) + "; /api/logins lists them");
}

std::string shortened(const std::string& agent) {
  const auto repaired = utf8_repair(agent);
  return std::string(utf8_prefix(repaired, longest_agent));
}

std::string link_json(const Link& link) {
  return "{\"id\":\"" + std::to_string(link.id) + "\",\"label\":" + json_quote(link.label) +
         ",\"maker\":" + json_quote(link.maker) + ",\"made\":" + time_json(link.made) +
         ",\"expires\":" + time_json(link.expires) + "}";
}

/// Of {"id":"..."} alone; nothing if the body is not that.
std::optional<std::string> read_id_alone(std::string_view body) {
  const auto document = Json::parse(body);
  const JsonView asked = document ? document->view() : JsonView();
  const auto id = asked["id"].string();
  if (!asked.is_object() || asked.size() != 1 || !id) return std::nullopt;
  return std::string(*id);
}

std::string login_json(const Login& login, const Visitor& visitor) {
  return "{\"id\":\"" + std::to_string(login.id) + "\",\"by\":" + json_quote(login.by) +
         ",\"address\":" + json_quote(login.address) + ",\"agent\":" + json_quote(login.agent) +
         ",\"opened\":" + time_json(login.opened) + ",\"used\":" + time_json(login.used) +
         ",\"current\":" + (login.id == visitor.login ? "true" : "false") + "}";
}

}  // namespace

HttpResponse sign_in_refusal(const SignInOutcome& outcome) {
  using Kind = SignInOutcome::Kind;
  const std::string wait = std::to_string(outcome.retry_after) + " s";
  if (outcome.kind == Kind::too_many) {
    return http_busy(429, "too many logins have failed; try again in " + wait, outcome.retry_after);
  }
  if (outcome.kind == Kind::busy) {
    return http_busy(503, "the server is too busy to check passwords; try again in " + wait,
                     outcome.retry_after);
  }
  if (outcome.kind == Kind::failed) {
    return http_error(500, "wstorrent.error.source_failed",
                      "the password could not be checked; the server's log says why");
  }
  return http_error(401, "wstorrent.error.login_failed", "the name or the password is wrong");
}

std::span<const Route<AccountRoutes>> AccountRoutes::table() {
  static constexpr std::array<Route<AccountRoutes>, 10> routes = {{
      {"/", &AccountRoutes::page},
      {"/index.html", &AccountRoutes::page},
      {"/login", &AccountRoutes::login_page},
      {"/api/login", &AccountRoutes::login, "POST"},
      {"/api/logout", &AccountRoutes::logout, "POST"},
      {"/api/logins", &AccountRoutes::logins},
      {"/api/logins/end", &AccountRoutes::end_logins, "POST"},
      {"/api/token", &AccountRoutes::token},
      {"/api/links", &AccountRoutes::links, "GET, HEAD, POST"},
      {"/api/links/end", &AccountRoutes::end_link, "POST"},
  }};
  return routes;
}

bool AccountRoutes::has(std::string_view path) { return find_route(table(), path) != nullptr; }

Abandon AccountRoutes::handle(const HttpRequest& request, const Respond& respond) {
  if (accounts_.has_users() || !request.path.starts_with("/api/")) {
    return find_route(table(), request.path)->follow(*this, request, respond);
  }
  respond(no_users());
  return nullptr;
}

// ---- pages ----

Abandon AccountRoutes::page(const HttpRequest& request, const Respond& respond) {
  const Visitor visitor = request.visitor.value_or(Visitor{});
  const bool same_for_all = visitor.login == 0 && visitor.role == Role::administrator;
  respond(same_for_all ? files_.get(request) : filled_page(visitor));
  return nullptr;
}

HttpResponse AccountRoutes::filled_page(const Visitor& visitor) {
  HttpRequest plain;
  plain.path = "/";
  auto response = files_.get(plain);
  if (response.status != 200) return response;
  std::string html = with_meta(*response.body, "role", role_name(visitor.role));
  if (visitor.login != 0) {
    html = with_meta(std::move(html), "user", visitor.user);
    html = with_meta(std::move(html), "token", accounts_.issue_token(visitor).token);
  }
  return {200,
          {{"content-type", "text/html; charset=utf-8"}, {"cache-control", "no-store"}},
          std::make_shared<const std::string>(std::move(html))};
}

Abandon AccountRoutes::login_page(const HttpRequest& request, const Respond& respond) {
  if (!accounts_.has_users()) {
    respond(http_see_other("./"));
    return nullptr;
  }
  HttpRequest file;
  file.path = "/login.html";
  file.accept_encoding = request.accept_encoding;
  auto response = files_.get(file);
  replace_header(response, "cache-control", "no-store");
  respond(std::move(response));
  return nullptr;
}

// ---- logging in and out ----

Abandon AccountRoutes::login(const HttpRequest& request, const Respond& respond) {
  const auto type = media_type(request);
  const bool by_form = type == form_type;
  if (!by_form && type != json_type && from_browser(request)) {
    respond(http_invalid(415,
                         "a login is sent as JSON, with Content-Type: application/json, or "
                         "as a form"));
    return nullptr;
  }
  if (const auto link = by_form ? std::nullopt : json_link(request.body)) {
    respond(answer_to_link(request, *link));
    return nullptr;
  }
  const auto sent = by_form ? form_credentials(request.body) : json_credentials(request.body);
  if (!sent) {
    respond(http_invalid(
        400,
        "a login is {\"user\":\"...\",\"password\":\"...\"} or {\"link\":\"...\"}, with "
        "Content-Type: application/json"));
    return nullptr;
  }
  const Attempt attempt{
      sent->user,         request.peer.address, {request.peer.encrypted, request.mount},
      request.user_agent, request.cookie,       by_form};
  const auto id = sign_in_.attempt(sent->user, sent->password, request.peer.address,
                                   [this, attempt, respond](const SignInOutcome& outcome) {
                                     respond(answer_to(attempt, outcome));
                                   });
  return [this, id] { sign_in_.forget(id); };
}

// A user who was removed meanwhile has a wrong password, too.
HttpResponse AccountRoutes::answer_to(const Attempt& attempt, const SignInOutcome& outcome) {
  using Kind = SignInOutcome::Kind;
  const auto login = outcome.kind == Kind::right
                         ? accounts_.log_in(attempt.user, attempt.address, shortened(attempt.agent))
                         : std::nullopt;
  const bool wrong = !login && (outcome.kind == Kind::right || outcome.kind == Kind::wrong);
  if (wrong && attempt.by_form) return http_see_other(to_the_login_page);
  return login ? let_in(attempt, *login) : sign_in_refusal(outcome);
}

HttpResponse AccountRoutes::answer_to_link(const HttpRequest& request, std::string_view secret) {
  const auto login =
      accounts_.log_in_by_link(secret, request.peer.address, shortened(request.user_agent));
  if (const int seconds = login ? 0 : accounts_.wait(request.peer.address)) {
    return sign_in_refusal({SignInOutcome::Kind::too_many, seconds});
  }
  if (!login) {
    return http_error(401, "wstorrent.error.login_failed",
                      "this link has expired, has been ended, or never was one");
  }
  return let_in({"",
                 request.peer.address,
                 {request.peer.encrypted, request.mount},
                 request.user_agent,
                 request.cookie,
                 false},
                *login);
}

HttpResponse AccountRoutes::let_in(const Attempt& attempt, const Accounts::LoggedIn& login) {
  end_login_of(attempt);
  auto response = attempt.by_form
                      ? http_see_other(to_the_page)
                      : http_json("{\"user\":" + json_quote(login.visitor.user) + ",\"role\":\"" +
                                  role_name(login.visitor.role) + "\"}\n");
  response.headers.emplace_back("set-cookie", login_cookie(login.secret, attempt.scope));
  return response;
}

// The browser forgets it now; so must we.
void AccountRoutes::end_login_of(const Attempt& attempt) {
  const auto secret = find_cookie(attempt.cookie, login_cookie_name(attempt.scope));
  const auto before = secret ? accounts_.by_cookie(*secret) : std::nullopt;
  if (before) accounts_.end_login(*before, before->login);
}

Abandon AccountRoutes::logout(const HttpRequest& request, const Respond& respond) {
  const Visitor visitor = request.visitor.value_or(Visitor{});
  accounts_.end_login(visitor, visitor.login);
  auto response = ok();
  response.headers.emplace_back("set-cookie",
                                login_cookie("", {request.peer.encrypted, request.mount}));
  respond(std::move(response));
  return nullptr;
}

Abandon AccountRoutes::end_logins(const HttpRequest& request, const Respond& respond) {
  const Visitor visitor = request.visitor.value_or(Visitor{});
  const auto document = Json::parse(request.body);
  const JsonView asked = document ? document->view() : JsonView();
  const auto named = asked["id"].string();
  const bool others = asked["others"].boolean() == true;
  if (!asked.is_object() || asked.size() != 1 || (!named && !others)) {
    respond(http_invalid(400,
                         "say which logins are to end: {\"id\":\"...\"} for one of yours, or "
                         "{\"others\":true} for all but this one"));
    return nullptr;
  }
  if (others) accounts_.end_other_logins(visitor);
  const auto id = named ? whole_number<std::uint64_t>(*named) : std::nullopt;
  if (!others && (!id || !accounts_.end_login(visitor, *id))) {
    respond(no_such_login(*named));
    return nullptr;
  }
  respond(ok());
  return nullptr;
}

// ---- read-only links ----

Abandon AccountRoutes::links(const HttpRequest& request, const Respond& respond) {
  if (request.method == "POST") {
    respond(make_link(request));
    return nullptr;
  }
  std::string list;
  for (const auto& link : accounts_.links()) list += (list.empty() ? "" : ",") + link_json(link);
  respond(http_json("{\"links\":[" + list + "]}\n"));
  return nullptr;
}

HttpResponse AccountRoutes::make_link(const HttpRequest& request) {
  const auto document = Json::parse(request.body);
  const JsonView asked = document ? document->view() : JsonView();
  const auto seconds = asked["seconds"].number();
  const auto label = asked["label"].string();
  const bool labelled = asked["label"].present();
  const bool sound = asked.is_object() && asked.size() == (labelled ? 2u : 1u) && seconds &&
                     *seconds >= 60 && *seconds <= longest_link && (!labelled || label) &&
                     label.value_or("").size() <= longest_label;
  if (!sound) {
    return http_invalid(400,
                        "a link is made by {\"seconds\":86400}, at least 60 and at most a year of "
                        "them, with a \"label\" of at most 64 bytes if you like");
  }
  const auto made = accounts_.make_link(request.visitor.value_or(Visitor{}),
                                        std::string(label.value_or("")), *seconds);
  if (!made) {
    return http_error(503, "wstorrent.error.busy",
                      "there are too many links; end one at /api/links/end first");
  }
  return http_json("{\"id\":\"" + std::to_string(made->id) +
                   "\",\"link\":\"login#link=" + made->secret + "\"}\n");
}

Abandon AccountRoutes::end_link(const HttpRequest& request, const Respond& respond) {
  const auto named = read_id_alone(request.body);
  const auto id = named ? whole_number<std::uint64_t>(*named) : std::nullopt;
  if (!named) {
    respond(http_invalid(400, "say which link is to end: {\"id\":\"...\"}"));
  } else if (!id || !accounts_.end_link(*id)) {
    respond(http_error(404, "wstorrent.error.no_such_link",
                       "there is no link " + excerpt(*named) + "; /api/links lists them"));
  } else {
    respond(ok());
  }
  return nullptr;
}

// ---- what a login is good for ----

Abandon AccountRoutes::logins(const HttpRequest& request, const Respond& respond) {
  const Visitor visitor = request.visitor.value_or(Visitor{});
  std::string list;
  for (const auto& login : accounts_.logins_of(visitor)) {
    list += (list.empty() ? "" : ",") + login_json(login, visitor);
  }
  respond(http_json("{\"logins\":[" + list + "]}\n"));
  return nullptr;
}

Abandon AccountRoutes::token(const HttpRequest& request, const Respond& respond) {
  const Visitor visitor = request.visitor.value_or(Visitor{});
  const auto [token, expires] = accounts_.issue_token(visitor);
  respond(http_json("{\"user\":" + json_quote(visitor.user) + ",\"token\":\"" + token +
                    "\",\"expires\":" + time_json(expires) + "}\n"));
  return nullptr;
}

}  // namespace wst
