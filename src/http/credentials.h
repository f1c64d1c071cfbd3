// A name and a password, however they are sent.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace wst {

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
