// What people do to the file of --users by our own options: --add-user,
// --remove-user and --list-users.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"

namespace wst {

/// Asks twice without echo where there is a terminal, else reads one line of
/// standard input. Writes the whole file anew and puts it in place at once,
/// keeping owner, group and mode (0600 for a new one); a user of that name gets
/// the new password. `role`: "viewer", "administrator", or empty for what it
/// was, which for a new one is administrator.
/// Passwords have 8 to 512 bytes. Returns what was done, as a sentence.
Result<std::string> add_user(const std::string& path, const std::string& name,
                             const std::string& role);

/// Takes the user's line out of the file, which is put in place as above.
/// Returns what was done, as a sentence.
Result<std::string> remove_user(const std::string& path, const std::string& name);

/// A line for each: name, tabulator, role.
Result<std::string> list_users(const std::string& path);

}  // namespace wst
