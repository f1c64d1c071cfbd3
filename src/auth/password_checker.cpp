#include "auth/password_checker.h"

#include <algorithm>
#include <utility>

namespace wst {

namespace {

constexpr std::size_t at_once = 2;
constexpr std::size_t most_waiting = 64;
constexpr double deadline_seconds = 10;
constexpr std::size_t most_output = 4096;

PasswordVerdict verdict_of(const Exit& exit) {
  if (exit.kind != Exit::Kind::exited || exit.code > 1) return PasswordVerdict::failed;
  return exit.code == 0 ? PasswordVerdict::right : PasswordVerdict::wrong;
}

}  // namespace

struct PasswordChecker::Check final : CommandListener {
  Check(PasswordChecker& owner, Id number, std::string what, Done told)
      : checker(owner), id(number), input(std::move(what)), done(std::move(told)) {}
  void on_stdout(std::string_view) override {}
  void on_stderr(std::string_view) override {}
  void on_exit(const Exit& exit) override { checker.on_exit(id, exit); }

  PasswordChecker& checker;
  Id id;
  std::string input;
  Done done;
  std::unique_ptr<RunningCommand> run;
};

PasswordChecker::PasswordChecker(CommandRunner& runner, std::vector<std::string> argv,
                                 IsShort is_short)
    : runner_(runner), argv_(std::move(argv)), is_short_(std::move(is_short)) {}

PasswordChecker::~PasswordChecker() = default;

bool PasswordChecker::has_room() const { return waiting_.size() < most_waiting && !is_short_(); }

PasswordChecker::Id PasswordChecker::check(const std::string& hash, const std::string& password,
                                           Done done) {
  waiting_.push_back(
      std::make_unique<Check>(*this, ++last_, hash + '\0' + password, std::move(done)));
  const Id id = last_;
  start_next();
  return id;
}

void PasswordChecker::forget(Id id) {
  std::erase_if(waiting_, [&](const auto& check) { return check->id == id; });
  if (running_.erase(id) > 0) start_next();
}

void PasswordChecker::start_next() {
  while (running_.size() < at_once && !waiting_.empty()) {
    auto check = std::move(waiting_.front());
    waiting_.pop_front();
    Check& started = *check;
    running_[started.id] = std::move(check);
    started.run = runner_.run({.argv = argv_,
                               .environment = {},
                               .input = std::exchange(started.input, {}),
                               .deadline = deadline_seconds,
                               .grace = 1,
                               .max_output = most_output},
                              started);
  }
}

// The next begins first: whoever is told may ask for more, or forget others.
void PasswordChecker::on_exit(Id id, const Exit& exit) {
  const auto over = running_.extract(id);
  start_next();
  over.mapped()->done(verdict_of(exit));
}

}  // namespace wst
