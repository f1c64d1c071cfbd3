#include "auth/tokens.h"

#include <algorithm>
#include <cmath>

#include "auth/digest.h"
#include "base/random.h"

namespace wst {

namespace {

constexpr std::size_t token_bytes = 24;

}  // namespace

std::string Tokens::issue(LoginId login, double now) {
  drop_old(now);
  const auto is_theirs = [&](const Token& token) { return token.login == login; };
  const auto held = std::count_if(tokens_.begin(), tokens_.end(), is_theirs);
  if (static_cast<std::size_t>(held) >= per_login) {
    tokens_.erase(std::find_if(tokens_.begin(), tokens_.end(), is_theirs));
  }
  std::string token = random_hex(token_bytes);
  tokens_.push_back({digest(token), login, now});
  return token;
}

// All are compared, whatever has been found.
std::optional<LoginId> Tokens::take(std::string_view token, double now) {
  drop_old(now);
  const std::string shown = digest(token);
  auto found = tokens_.end();
  for (auto known = tokens_.begin(); known != tokens_.end(); ++known) {
    if (same_secret(known->digest, shown)) found = known;
  }
  if (found == tokens_.end()) return std::nullopt;
  const LoginId login = found->login;
  tokens_.erase(found);
  return login;
}

void Tokens::drop_all_of(LoginId login) {
  std::erase_if(tokens_, [&](const Token& token) { return token.login == login; });
}

// Not only from the front: should the clock go back, they are in no order, and
// must not live until it is there again.
void Tokens::drop_old(double now) {
  std::erase_if(tokens_,
                [&](const Token& token) { return std::abs(now - token.issued) >= valid_seconds; });
}

}  // namespace wst
