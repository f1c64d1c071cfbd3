#include "http/credentials.h"

#include <algorithm>

#include "auth/users.h"
#include "base/ascii.h"
#include "base/base64.h"
#include "base/json.h"

namespace wst {

namespace {

std::optional<Credentials> checked(std::string_view user, std::string_view password) {
  if (!is_user_name(user)) return std::nullopt;
  return Credentials{std::string(user), std::string(password)};
}

std::optional<std::string> decoded(std::string_view text) {
  std::string with_blanks(text);
  std::replace(with_blanks.begin(), with_blanks.end(), '+', ' ');
  return percent_decoded(with_blanks);
}

}  // namespace

std::optional<Credentials> basic_credentials(std::string_view authorization) {
  constexpr std::string_view scheme = "basic ";
  if (lower_case(authorization.substr(0, scheme.size())) != scheme) return std::nullopt;
  const auto pair = base64_decode(trimmed(authorization.substr(scheme.size())));
  const auto colon = pair ? pair->find(':') : std::string::npos;
  if (colon == std::string::npos) return std::nullopt;
  return checked(pair->substr(0, colon), pair->substr(colon + 1));
}

std::optional<std::string> form_field(std::string_view body, std::string_view name) {
  std::optional<std::string> found;
  while (!body.empty()) {
    const auto end = std::min(body.find('&'), body.size());
    const auto pair = body.substr(0, end);
    body.remove_prefix(std::min(end + 1, body.size()));
    const auto equals = std::min(pair.find('='), pair.size());
    if (decoded(pair.substr(0, equals)) != name) continue;
    auto value = decoded(pair.substr(std::min(equals + 1, pair.size())));
    if (found || !value) return std::nullopt;
    found = std::move(value);
  }
  return found;
}

std::optional<Credentials> form_credentials(std::string_view body) {
  const auto user = form_field(body, "user");
  const auto password = form_field(body, "password");
  if (!user || !password) return std::nullopt;
  return checked(*user, *password);
}

std::optional<Credentials> json_credentials(std::string_view body) {
  const auto document = Json::parse(body);
  if (!document) return std::nullopt;
  const auto user = document->view()["user"].string();
  const auto password = document->view()["password"].string();
  if (!user || !password) return std::nullopt;
  return checked(*user, *password);
}

std::optional<std::string> json_link(std::string_view body) {
  const auto document = Json::parse(body);
  const auto link = document ? document->view()["link"].string() : std::nullopt;
  return link ? std::optional(std::string(*link)) : std::nullopt;
}

}  // namespace wst
