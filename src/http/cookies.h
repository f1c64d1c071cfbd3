// Cookies: reading one, and writing that of a login.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace wst {

/// The value of the cookie `name` in a Cookie header. Nothing unless it stands
/// there exactly once: who can plant a second one must not choose between them.
std::optional<std::string> find_cookie(std::string_view header, std::string_view name);

/// Where the cookie of a login is good.
struct CookieScope {
  bool encrypted = false;
  std::string mount = "/";  ///< where browsers see our root, with a slash at both ends
};

/// Another below a path than at the root: both are sent to where one program
/// stands below the path of another.
std::string login_cookie_name(const CookieScope& scope);

/// The value of Set-Cookie that keeps `secret` until the browser ends; one that
/// is empty takes it away. `__Host-` asks for the whole site, so below a path it
/// is `__Secure-`.
std::string login_cookie(std::string_view secret, const CookieScope& scope);

}  // namespace wst
