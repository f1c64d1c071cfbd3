#include "process/privileges.h"

#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <vector>

namespace wst {

namespace {

constexpr std::size_t max_account_bytes = 1u << 20;

/// They may name a folder or a socket of the session that root started us from.
constexpr std::array places = {"XDG_RUNTIME_DIR", "TMPDIR", "SSH_AUTH_SOCK"};

constexpr const char* roots_notice =
    "running as root; for an account of its own: useradd --system --create-home "
    "--home-dir /var/lib/wstorrentd wstorrentd, or name another one with --user NAME";

Result<std::optional<Account>> find_account(const std::string& name) {
  passwd entry{};
  passwd* found = nullptr;
  int trouble = ERANGE;
  std::vector<char> texts(1024);
  while (trouble == ERANGE && texts.size() < max_account_bytes) {
    texts.resize(texts.size() * 2);
    trouble = ::getpwnam_r(name.c_str(), &entry, texts.data(), texts.size(), &found);
  }
  if (found) return std::optional(Account{name, found->pw_uid, found->pw_gid, found->pw_dir});
  if (trouble == 0 || trouble == ENOENT || trouble == ESRCH) return std::optional<Account>();
  return Error{"cannot look up the account " + name + ": " + std::strerror(trouble)};
}

// In this order: without root's rights there would be no way to lose its groups.
bool become(const Account& account) {
  return ::initgroups(account.name.c_str(), account.gid) == 0 && ::setgid(account.gid) == 0 &&
         ::setuid(account.uid) == 0;
}

bool is_for_good(const Account& account) {
  std::array<uid_t, 3> users{};
  std::array<gid_t, 3> groups{};
  if (::getresuid(&users[0], &users[1], &users[2]) != 0) return false;
  if (::getresgid(&groups[0], &groups[1], &groups[2]) != 0) return false;
  return users == std::array{account.uid, account.uid, account.uid} &&
         groups == std::array{account.gid, account.gid, account.gid} && ::setuid(0) != 0;
}

void forget_closed_places() {
  for (const char* variable : places) {
    const char* place = std::getenv(variable);
    if (place && ::access(place, W_OK) != 0) ::unsetenv(variable);
  }
}

bool set_environment(const Account& account) {
  forget_closed_places();
  return ::setenv("HOME", account.home.c_str(), 1) == 0 &&
         ::setenv("USER", account.name.c_str(), 1) == 0 &&
         ::setenv("LOGNAME", account.name.c_str(), 1) == 0;
}

}  // namespace

Result<AccountChoice> choose_account(const std::string& wanted, uid_t uid,
                                     const FindAccount& find) {
  const bool is_root = uid == 0;
  if (wanted.empty() && !is_root) return AccountChoice{};
  auto found = find(wanted.empty() ? default_account : wanted);
  if (!found) return found.error();
  const std::optional<Account>& account = found.value();
  if (!account && wanted.empty()) return AccountChoice{.notice = roots_notice};
  if (!account) return Error{"there is no account " + wanted + " (--user)"};
  if (account->uid == uid) return AccountChoice{};
  if (is_root) return AccountChoice{.account = account};
  return Error{"only root can become another account: leave out --user " + wanted +
               ", or start wstorrentd as root or as " + wanted};
}

bool needs_no_privileges(std::string_view program) {
  constexpr std::array known = {"transmission-remote", "ssh", "torify", "torsocks"};
  const auto name = program.substr(program.rfind('/') + 1);
  return std::ranges::find(known, name) != known.end();
}

void forbid_new_privileges() { (void)::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); }

Result<std::string> drop_privileges(const std::string& wanted) {
  auto choice = choose_account(wanted, ::geteuid(), find_account);
  if (!choice) return choice.error();
  if (!choice->account) return choice->notice;
  const Account& account = *choice->account;
  if (!become(account)) {
    return Error{"cannot become the account " + account.name + ": " + std::strerror(errno)};
  }
  if (!is_for_good(account)) {
    return Error{"became the account " + account.name +
                 ", but the system would let it be root again"};
  }
  if (!set_environment(account)) {
    return Error{"cannot change HOME to that of the account " + account.name + ": " +
                 std::strerror(errno)};
  }
  return choice->notice;
}

}  // namespace wst
