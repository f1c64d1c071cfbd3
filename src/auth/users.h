// The people who may log in: the file of --users, as text and as a whole.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/role.h"

namespace wst {

struct User {
  static constexpr std::string_view no_password = "!";

  std::string name;
  std::string hash;  ///< as crypt(5) writes it, or no_password: only a proxy can name this one
  Role role = Role::viewer;
};

/// A line of the file is `NAME:HASH[:viewer|:administrator]`, as htpasswd
/// writes it; without a role it is an administrator's. Lines that begin with `#` and
/// empty ones say nothing. Hashes: bcrypt, yescrypt, SHA-512 crypt.
class Users {
 public:
  /// Nobody.
  Users() = default;
  /// The file must be nobody else's to read, nor his group's to write. The
  /// error names file and line, never a hash.
  static Result<Users> read(const std::string& path);
  /// The same of the file's text; `path` is for the errors.
  static Result<Users> parse(std::string_view text, const std::string& path);

  /// Null if there is none. Valid as long as the users.
  [[nodiscard]] const User* find(std::string_view name) const;
  [[nodiscard]] const std::vector<User>& all() const { return users_; }
  /// A hash that takes as long to check as theirs, always the same for the
  /// same name: for names that nobody has.
  [[nodiscard]] std::string decoy(std::string_view name) const;

 private:
  std::vector<User> users_;
};

/// 1 to 128 bytes of UTF-8 without control characters and colons.
bool is_user_name(std::string_view name);

}  // namespace wst
