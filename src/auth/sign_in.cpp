#include "auth/sign_in.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace wst {

namespace {

constexpr std::size_t most_under_way = 5;      // from one address
constexpr std::size_t longest_password = 512;  // hash and password go through one pipe
constexpr int soon = 1;

// What libcrypt would read only the beginning of is no password.
bool is_password(const std::string& text) {
  return text.size() <= longest_password && text.find('\0') == std::string::npos;
}

}  // namespace

SignIn::SignIn(std::function<const Users&()> users, PasswordChecker& checker, Throttle& throttle,
               Timer& timer, Clock clock)
    : users_(std::move(users)),
      checker_(checker),
      throttle_(throttle),
      timer_(timer),
      clock_(std::move(clock)) {
  timer_.set([this] { on_time(); });
}

SignIn::~SignIn() {
  for (const auto& [id, attempt] : attempts_) {
    if (attempt.check) checker_.forget(*attempt.check);
  }
}

SignIn::Id SignIn::attempt(const std::string& user, const std::string& password,
                           const std::string& address, Done done) {
  const auto refused = refusal(address);
  const Id id = ++last_;
  Attempt& attempt = attempts_[id];
  attempt = {.user = user, .address = address, .done = std::move(done)};
  if (refused) {
    hold(id, *refused, 0);
  } else {
    attempt.check = start_check(id, password);
  }
  return id;
}

std::optional<SignInOutcome> SignIn::refusal(const std::string& address) const {
  using Kind = SignInOutcome::Kind;
  const double wait = throttle_.wait(address, clock_());
  if (wait > 0) return SignInOutcome{Kind::too_many, static_cast<int>(std::ceil(wait))};
  if (under_way(address) >= most_under_way) return SignInOutcome{Kind::too_many, soon};
  if (!checker_.has_room()) return SignInOutcome{Kind::busy, soon};
  return std::nullopt;
}

std::size_t SignIn::under_way(const std::string& address) const {
  const auto network = network_of(address);
  const auto count = std::count_if(attempts_.begin(), attempts_.end(), [&](const auto& entry) {
    return entry.second.check && network_of(entry.second.address) == network;
  });
  return static_cast<std::size_t>(count);
}

// Something is checked in any case: how long it takes tells nobody which names
// there are.
PasswordChecker::Id SignIn::start_check(Id id, const std::string& password) {
  Attempt& attempt = attempts_.at(id);
  const Users& users = users_();
  const User* user = users.find(attempt.user);
  const bool has_hash = user && user->hash != User::no_password;
  const std::string hash = has_hash ? user->hash : users.decoy(attempt.user);
  if (has_hash && is_password(password)) attempt.hash = hash;
  return checker_.check(hash, is_password(password) ? password : "",
                        [this, id](PasswordVerdict verdict) { judge(id, verdict); });
}

void SignIn::forget(Id id) {
  const auto found = attempts_.find(id);
  if (found == attempts_.end()) return;
  found->second.done = nullptr;
  if (!found->second.check) attempts_.erase(found);
}

// For how long it is held back is asked before it counts: that must not depend
// on whether it is right.
void SignIn::judge(Id id, PasswordVerdict verdict) {
  using Kind = SignInOutcome::Kind;
  Attempt& attempt = attempts_.at(id);
  attempt.check.reset();
  if (verdict == PasswordVerdict::failed) return hold(id, {Kind::failed}, 0);
  const double now = clock_();
  const double seconds = throttle_.hold_back(attempt.user, attempt.address, now);
  const User* user = users_().find(attempt.user);
  const bool unchanged = user && !attempt.hash.empty() && user->hash == attempt.hash;
  const bool right = unchanged && verdict == PasswordVerdict::right;
  if (right) {
    throttle_.succeeded(attempt.user, attempt.address, now);
  } else {
    throttle_.failed(attempt.user, attempt.address, now);
  }
  hold(id, {right ? Kind::right : Kind::wrong}, seconds);
}

void SignIn::hold(Id id, const SignInOutcome& outcome, double seconds) {
  Attempt& attempt = attempts_.at(id);
  attempt.outcome = outcome;
  attempt.due = clock_() + seconds;
  if (!attempt.done) attempts_.erase(id);
  rearm();
}

// Whoever is told may attempt again, or forget others.
void SignIn::on_time() {
  const double now = clock_();
  std::vector<Id> due;
  for (const auto& [id, attempt] : attempts_) {
    if (!attempt.check && attempt.due <= now) due.push_back(id);
  }
  for (const Id id : due) {
    const auto over = attempts_.extract(id);
    if (!over.empty()) over.mapped().done(over.mapped().outcome);
  }
  rearm();
}

void SignIn::rearm() {
  std::optional<double> next;
  for (const auto& [id, attempt] : attempts_) {
    if (!attempt.check) next = std::min(next.value_or(attempt.due), attempt.due);
  }
  if (!next) return timer_.stop();
  timer_.start(std::max(*next - clock_(), 0.0), 0);
}

}  // namespace wst
