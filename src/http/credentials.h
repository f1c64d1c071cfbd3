// A name and a password, however they are sent: by header, as a form or as JSON.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace wst {

/// The field `name` of a form's body, application/x-www-form-urlencoded; nothing unless it
/// stands there exactly once and is well written.
std::optional<std::string> form_field(std::string_view body, std::string_view name);

struct Credentials {
  std::string user;
  std::string password;
};

// Nothing if they are not as they must be; so also a name that nobody can have.

/// Of a header `Authorization: Basic ...`.
std::optional<Credentials> basic_credentials(std::string_view authorization);
/// Of a form with the fields user and password.
std::optional<Credentials> form_credentials(std::string_view body);
/// Of {"user":"...","password":"..."}.
std::optional<Credentials> json_credentials(std::string_view body);

/// Of {"link":"..."}, the secret of a read-only link.
std::optional<std::string> json_link(std::string_view body);

}  // namespace wst
