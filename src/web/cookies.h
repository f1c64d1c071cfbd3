// Cookies: reading one, and writing that of a login.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace wst {

/// The value of the cookie `name` in a Cookie header. Nothing unless it stands
/// there exactly once: who can plant a second one must not choose between them.
std::optional<std::string> find_cookie(std::string_view header, std::string_view name);

/// Of the cookie that holds a login. Browsers take one with __Host- only over
/// TLS and from this very host.
std::string_view login_cookie_name(bool encrypted);
/// The value of the header Set-Cookie; with an empty `secret` the browser drops
/// the cookie. It lasts as long as the browser's session, and at most as long
/// as the login.
std::string login_cookie(std::string_view secret, bool encrypted);

}  // namespace wst
