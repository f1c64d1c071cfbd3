// What somebody may do; the policy says what each may.
#pragma once

namespace wst {

enum class Role {
  viewer,         ///< may look
  administrator,  ///< may look and act
  worker,         ///< a program that publishes and answers calls under its own prefixes
};

/// As the file of users, WAMP and the page name it.
constexpr const char* role_name(Role role) {
  switch (role) {
    case Role::viewer:
      return "viewer";
    case Role::administrator:
      return "administrator";
    case Role::worker:
      return "worker";
  }
  return "";
}

}  // namespace wst
