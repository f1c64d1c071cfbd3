#include "auth/accounts.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace wst {

namespace {

constexpr std::string_view by_ticket = "ticket";
constexpr std::string_view users_provider = "users";
const std::string link_user = "link:";  // no user's name has a colon

bool is_guest(const Visitor& visitor) { return visitor.user.starts_with(link_user); }

std::optional<double> earlier(std::optional<double> one, std::optional<double> other) {
  if (!one || !other) return one ? one : other;
  return std::min(*one, *other);
}

}  // namespace

Accounts::Accounts(AccountSettings settings, AccountParts parts)
    : settings_(std::move(settings)),
      parts_(std::move(parts)),
      logins_(settings_.logins,
              [this](LoginId id) {
                parts_.tokens.drop_all_of(id);
                if (on_login_end_) on_login_end_(id);
              }),
      links_([this](LinkId id) { logins_.end_all_by(id); }) {
  parts_.expiry.set([this] { rearm(); });
}

// ---- the files ----

std::optional<Error> Accounts::load() {
  auto users = settings_.users.empty() ? Result<Users>(Users()) : Users::read(settings_.users);
  if (!users) return users.error();
  auto workers =
      settings_.workers.empty() ? Result<Workers>(Workers()) : Workers::read(settings_.workers);
  if (!workers) return workers.error();
  workers_ = std::move(workers).value();
  const Users before = std::exchange(users_, std::move(users).value());
  end_changed(before);
  return std::nullopt;
}

void Accounts::end_changed(const Users& before) {
  for (const auto& old : before.all()) {
    const User* now = users_.find(old.name);
    if (now && now->hash == old.hash && now->role == old.role) continue;
    logins_.end_all_of(old.name);
    links_.end_all_of(old.name);
  }
}

std::vector<std::string> Accounts::doubts() const {
  if (!has_users()) return {};
  const auto& all = users_.all();
  if (all.empty()) return {"--users " + settings_.users + " names nobody: nobody can log in"};
  const bool led = std::any_of(all.begin(), all.end(),
                               [](const User& user) { return user.role == Role::administrator; });
  if (led || settings_.read_only) return {};
  return {"--users " + settings_.users +
          " names no administrator, so nobody can act: write :administrator at the end of a line"};
}

void Accounts::rearm() {
  const auto link = links_.end_expired(parts_.now());
  const auto login = logins_.end_expired(parts_.now());
  parts_.expiry.stop();
  const auto next = earlier(link, login);
  if (next) parts_.expiry.start(std::max(1.0, *next - parts_.now()), 0);
}

// ---- requests ----

Role Accounts::role_of(const User& user) const {
  return settings_.read_only ? Role::viewer : user.role;
}

std::optional<Visitor> Accounts::anybody() const {
  if (has_users()) return std::nullopt;
  return Visitor{.role = settings_.read_only ? Role::viewer : Role::administrator};
}

std::optional<Visitor> Accounts::visitor_of(const Login* login) const {
  if (login && login->link != 0) return Visitor{login->user, Role::viewer, login->id};
  const User* user = login ? users_.find(login->user) : nullptr;
  if (!user) return std::nullopt;
  return Visitor{user->name, role_of(*user), login->id};
}

std::optional<Visitor> Accounts::by_cookie(std::string_view secret) {
  return visitor_of(logins_.use(secret, parts_.now()));
}

std::optional<Visitor> Accounts::by_proxy(const std::string& user) { return shared(user, "proxy"); }

std::optional<Visitor> Accounts::by_password(const std::string& user) {
  return shared(user, "password");
}

std::optional<Visitor> Accounts::shared(const std::string& user, std::string_view by) {
  if (!users_.find(user)) return std::nullopt;
  const LoginId id = logins_.shared(user, by, parts_.now());
  rearm();
  return visitor_of(logins_.find(id, parts_.now()));
}

std::optional<Accounts::LoggedIn> Accounts::log_in(const std::string& user,
                                                   const std::string& address,
                                                   const std::string& agent) {
  if (!users_.find(user)) return std::nullopt;
  auto opened = logins_.open(user, address, agent, parts_.now());
  rearm();
  const auto visitor = visitor_of(logins_.find(opened.id, parts_.now()));
  if (!visitor) return std::nullopt;
  return LoggedIn{*visitor, std::move(opened.secret)};
}

std::optional<Accounts::LoggedIn> Accounts::log_in_by_link(std::string_view secret,
                                                           const std::string& address,
                                                           const std::string& agent) {
  const Link* link = links_.use(secret, parts_.now());
  if (!link) {
    if (wait(address) == 0) parts_.throttle.failed(link_user, address, parts_.steady());
    return std::nullopt;
  }
  const std::string name = link_user + (link->label.empty() ? "guest" : link->label);
  auto opened = logins_.open(name, address, agent, parts_.now(), link->id);
  rearm();
  return LoggedIn{{name, Role::viewer, opened.id}, std::move(opened.secret)};
}

int Accounts::wait(const std::string& address) const {
  return static_cast<int>(std::ceil(parts_.throttle.wait(address, parts_.steady())));
}

std::optional<Links::Made> Accounts::make_link(const Visitor& maker, const std::string& label,
                                               double seconds) {
  auto made = links_.make(label, maker.user, seconds, parts_.now());
  rearm();
  return made;
}

bool Accounts::end_login(const Visitor& visitor, LoginId id) {
  const Login* login = logins_.find(id, parts_.now());
  const bool is_theirs = login && login->user == visitor.user;
  return is_theirs && (id == visitor.login || !is_guest(visitor)) && logins_.end(id);
}

void Accounts::end_other_logins(const Visitor& visitor) {
  if (!is_guest(visitor)) logins_.end_all_of(visitor.user, visitor.login);
}

std::vector<Login> Accounts::logins_of(const Visitor& visitor) {
  auto logins = logins_.of(visitor.user, parts_.now());
  if (is_guest(visitor)) {
    std::erase_if(logins, [&](const Login& login) { return login.id != visitor.login; });
  }
  return logins;
}

Accounts::IssuedToken Accounts::issue_token(const Visitor& visitor) {
  if (visitor.login == 0) return {};
  const double now = parts_.now();
  return {parts_.tokens.issue(visitor.login, now), now + TokenStore::valid_seconds};
}

// ---- sockets ----

std::optional<Identity> Accounts::anonymous() const {
  const auto visitor = anybody();
  if (!visitor) return std::nullopt;
  return Identity{.role = visitor->role};
}

bool Accounts::takes_tickets() const { return has_users() || workers_.any(); }

// A token is used up by being shown, whoever shows it, and its login may end
// while it is asked for. From an address that has to wait a right one is let in
// all the same: nobody guesses tokens, and whoever is logged in must not be kept
// out by a neighbour who guesses passwords. A worker's ticket can be guessed.
Authenticator::CheckId Accounts::check(const Ticket& ticket, Checked checked) {
  const int seconds = wait(ticket.address);
  if (auto worker = workers_.check(ticket.authid, ticket.ticket)) {
    return checked(seconds > 0 ? TicketVerdict{.retry_after = seconds} : TicketVerdict{worker}), 0;
  }
  return parts_.tokens.redeem(
      ticket.ticket, parts_.now(),
      [this, ticket, seconds, checked = std::move(checked)](std::optional<LoginId> login) {
        auto identity = identity_of(login, ticket.authid);
        if (identity) return checked({std::move(identity)});
        if (seconds == 0) parts_.throttle.failed(ticket.authid, ticket.address, parts_.steady());
        checked({.retry_after = seconds});
      });
}

std::optional<Identity> Accounts::identity_of(std::optional<LoginId> login,
                                              std::string_view authid) {
  const auto visitor = login ? visitor_of(logins_.find(*login, parts_.now())) : std::nullopt;
  if (!visitor || visitor->user != authid) return std::nullopt;
  return Identity{.authid = visitor->user,
                  .authrole = role_name(visitor->role),
                  .authmethod = std::string(by_ticket),
                  .authprovider = std::string(users_provider),
                  .role = visitor->role,
                  .login = visitor->login};
}

std::string Accounts::next_ticket(const Identity& identity) {
  return identity.login == 0 ? "" : parts_.tokens.issue(identity.login, parts_.now());
}

bool Accounts::foresees(std::string_view uri) const { return workers_.foresees(uri); }

void Accounts::on_join(const Identity& identity) {
  logins_.count_socket(identity.login, true, parts_.now());
}

void Accounts::on_leave(const Identity& identity) {
  logins_.count_socket(identity.login, false, parts_.now());
}

}  // namespace wst
