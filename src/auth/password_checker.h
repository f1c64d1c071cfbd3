// Asks children whether passwords are right, few at a time.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "process/command_runner.h"

namespace wst {

enum class PasswordVerdict { right, wrong, failed };

/// Not movable: its children know it.
class PasswordChecker {
 public:
  using Id = std::uint64_t;
  using Done = std::function<void(PasswordVerdict)>;

  /// Whether a process more is one too many.
  using IsShort = std::function<bool()>;

  /// `argv`: the program that check_password() is behind. `runner` outlives
  /// the checker.
  PasswordChecker(CommandRunner& runner, std::vector<std::string> argv, IsShort is_short);
  ~PasswordChecker();
  PasswordChecker(const PasswordChecker&) = delete;
  PasswordChecker& operator=(const PasswordChecker&) = delete;

  /// False: too many wait already, or there is too little left for one more.
  [[nodiscard]] bool has_room() const;
  /// `done` is called once, from the loop, unless the check is forgotten.
  /// Two children at once; the others wait in line.
  Id check(const std::string& hash, const std::string& password, Done done);
  /// Ends it; nothing is told.
  void forget(Id id);

 private:
  struct Check;
  void start_next();
  void on_exit(Id id, const Exit& exit);

  CommandRunner& runner_;
  std::vector<std::string> argv_;
  IsShort is_short_;
  Id last_ = 0;
  std::deque<std::unique_ptr<Check>> waiting_;
  std::map<Id, std::unique_ptr<Check>> running_;
};

}  // namespace wst
