// Who the program is once it has bound its address.
#pragma once

#include <sys/types.h>

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace wst {

/// As the system knows it.
struct Account {
  std::string name;
  uid_t uid = 0;
  gid_t gid = 0;
  std::string home;
};

/// None if there is no such account; the error if nobody can tell.
using FindAccount = std::function<Result<std::optional<Account>>(const std::string& name)>;

/// The account that root becomes where none is named.
constexpr const char* default_account = "wstorrentd";

struct AccountChoice {
  std::optional<Account> account = {};  ///< whom to become; none: nothing changes
  std::string notice = {};              ///< what to tell about that, one line; empty: nothing
};

/// Whom a program that runs as `uid` is to become. `wanted`: the account of --user,
/// empty for the default one. An error where that is impossible or unknown.
Result<AccountChoice> choose_account(const std::string& wanted, uid_t uid, const FindAccount& find);

/// Whether a command that begins with `program` needs no rights beyond ours: what it runs here is
/// known, and no sudo among it. Of a script nobody knows.
bool needs_no_privileges(std::string_view program);

/// From now on neither we nor what we run gains any, not by sudo either (PR_SET_NO_NEW_PRIVS).
void forbid_new_privileges();

/// Becomes the account for good, with its groups and with its HOME, USER and LOGNAME.
/// XDG_RUNTIME_DIR, TMPDIR and SSH_AUTH_SOCK are unset if it may not write there.
/// Returns the notice. After an error the program must end: it may be half of each.
Result<std::string> drop_privileges(const std::string& wanted);

}  // namespace wst
