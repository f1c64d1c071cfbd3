#include "auth/logins.h"

#include <algorithm>

#include "auth/digest.h"
#include "base/random.h"
#include "base/utf8.h"

namespace wst {

namespace {

constexpr std::size_t secret_bytes = 32;
constexpr std::size_t longest_agent = 256;

LoginId new_id() { return static_cast<LoginId>(random_id()); }

bool used_later(const Login& one, const Login& other) {
  const bool in_use = one.sockets > 0;
  return in_use != (other.sockets > 0) ? in_use : one.used > other.used;
}

}  // namespace

Logins::Opened Logins::open(const std::string& user, const std::string& address,
                            const std::string& agent, double now, LinkId link) {
  (void)end_expired(now);
  make_room_for(user);
  const std::string secret = random_hex(secret_bytes);
  const Login login = {.id = new_id(),
                       .user = user,
                       .by = link == 0 ? "cookie" : "link",
                       .link = link,
                       .address = address,
                       .agent = std::string(utf8_prefix(utf8_repair(agent), longest_agent)),
                       .opened = now,
                       .used = now};
  entries_.emplace(login.id, Entry{login, digest(secret)});
  return {login.id, std::to_string(login.id) + "." + secret};
}

LoginId Logins::shared(const std::string& user, std::string_view by, double now) {
  for (auto& [id, entry] : entries_) {
    if (entry.login.user != user || entry.login.by != by) continue;
    if (is_over(entry.login, now)) return end(id), shared(user, by, now);
    entry.login.used = now;
    return id;
  }
  make_room_in_all();
  const Login login = {
      .id = new_id(), .user = user, .by = std::string(by), .opened = now, .used = now};
  entries_.emplace(login.id, Entry{login, ""});
  return login.id;
}

const Login* Logins::use(std::string_view secret, double now) {
  const auto cookie = read_id_and_secret(secret);
  const auto found = entries_.find(cookie.id);
  if (found == entries_.end()) return nullptr;
  if (!same_secret(found->second.secret_digest, digest(cookie.secret))) return nullptr;
  if (!find(cookie.id, now)) return nullptr;
  found->second.login.used = now;
  return &found->second.login;
}

const Login* Logins::find(LoginId id, double now) {
  const auto found = entries_.find(id);
  if (found == entries_.end()) return nullptr;
  if (!is_over(found->second.login, now)) return &found->second.login;
  end(id);
  return nullptr;
}

std::vector<Login> Logins::of(std::string_view user, double now) {
  (void)end_expired(now);
  std::vector<Login> logins;
  for (const auto& [id, entry] : entries_) {
    if (entry.login.user == user) logins.push_back(entry.login);
  }
  std::sort(logins.begin(), logins.end(), used_later);
  return logins;
}

// What hangs on it is told only once it is no more: that may ask us again.
bool Logins::end(LoginId id) {
  if (entries_.erase(id) == 0) return false;
  on_end_(id);
  return true;
}

void Logins::end_all_of(std::string_view user, LoginId spared) {
  end_those([&](const Login& login) { return login.user == user && login.id != spared; });
}

void Logins::end_all_by(LinkId link) {
  end_those([&](const Login& login) { return login.link == link; });
}

void Logins::count_socket(LoginId id, bool opened, double now) {
  const auto found = entries_.find(id);
  if (found == entries_.end()) return;
  Login& login = found->second.login;
  login.used = now;
  if (opened) ++login.sockets;
  if (!opened && login.sockets > 0) --login.sockets;
}

std::optional<double> Logins::end_expired(double now) {
  end_those([&](const Login& login) { return is_over(login, now); });
  std::optional<double> next;
  for (const auto& [id, entry] : entries_) {
    const double end = entry.login.opened + limits_.lifetime;
    next = std::min(next.value_or(end), end);
  }
  return next;
}

bool Logins::is_over(const Login& login, double now) const {
  if (now - login.opened >= limits_.lifetime) return true;
  return login.sockets == 0 && now - login.used >= limits_.idle;
}

void Logins::end_those(const std::function<bool(const Login&)>& meant) {
  std::vector<LoginId> ids;
  for (const auto& [id, entry] : entries_) {
    if (meant(entry.login)) ids.push_back(id);
  }
  for (const auto id : ids) end(id);
}

void Logins::make_room_for(const std::string& user) {
  const auto is_theirs = [&](const Login& login) {
    return login.user == user && (login.by == "cookie" || login.by == "link");
  };
  std::size_t theirs = 0;
  for (const auto& [id, entry] : entries_) theirs += is_theirs(entry.login);
  if (theirs >= limits_.per_user) end_least_used(is_theirs);
  make_room_in_all();
}

void Logins::make_room_in_all() {
  if (entries_.size() >= limits_.in_all) end_least_used([](const Login&) { return true; });
}

void Logins::end_least_used(const std::function<bool(const Login&)>& meant) {
  const Login* least = nullptr;
  for (const auto& [id, entry] : entries_) {
    if (meant(entry.login) && (!least || used_later(*least, entry.login))) least = &entry.login;
  }
  if (least) end(LoginId{least->id});
}

}  // namespace wst
