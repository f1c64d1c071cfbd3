// From a name and a password to a verdict: throttled, checked by a child, and
// answered alike whether the name exists or not.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "auth/password_checker.h"
#include "auth/throttle.h"
#include "auth/users.h"
#include "process/timer.h"

namespace wst {

struct SignInOutcome {
  enum class Kind {
    right,
    wrong,     ///< the name or the password
    too_many,  ///< failures from this address; `retry_after` says when again
    busy,      ///< too many checks wait, or too little is left for one more
    failed,    ///< the check could not be made
  };
  Kind kind = Kind::wrong;
  int retry_after = 0;  ///< whole seconds, of too_many and busy
};

/// Not movable: its checks know it.
class SignIn {
 public:
  using Id = std::uint64_t;
  using Clock = std::function<double()>;
  using Done = std::function<void(const SignInOutcome&)>;

  /// `users` is asked for those of the moment; `timer` is its own. All
  /// outlive it. `clock` is in seconds, and does not go back; the one of
  /// `throttle`, which counts the failures of tickets too.
  SignIn(std::function<const Users&()> users, PasswordChecker& checker, Throttle& throttle,
         Timer& timer, Clock clock);
  ~SignIn();
  SignIn(const SignIn&) = delete;
  SignIn& operator=(const SignIn&) = delete;

  /// `done` is called once, never from within attempt(), unless forgotten.
  /// What is told: a password that was right when the user has been removed or
  /// changed meanwhile is wrong.
  Id attempt(const std::string& user, const std::string& password, const std::string& address,
             Done done);
  /// Nothing is told; but a failure counts all the same.
  void forget(Id id);
  /// The timer's call.
  void on_time();

 private:
  struct Attempt {
    std::string user;
    std::string address;
    std::string hash = {};  ///< against which it is checked; empty: it is wrong anyway
    Done done;              ///< empty once forgotten
    std::optional<PasswordChecker::Id> check = {};  ///< while it is under way
    SignInOutcome outcome = {};
    double due = 0;  ///< when the outcome is told
  };

  /// What is said at once to somebody who may not try now.
  [[nodiscard]] std::optional<SignInOutcome> refusal(const std::string& address) const;
  [[nodiscard]] std::size_t under_way(const std::string& address) const;
  PasswordChecker::Id start_check(Id id, const std::string& password);
  void judge(Id id, PasswordVerdict verdict);
  void hold(Id id, const SignInOutcome& outcome, double seconds);
  void rearm();

  std::function<const Users&()> users_;
  PasswordChecker& checker_;
  Throttle& throttle_;
  Timer& timer_;
  Clock clock_;
  Id last_ = 0;
  std::map<Id, Attempt> attempts_;
};

}  // namespace wst
