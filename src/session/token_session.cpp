#include "session/token_session.h"

#include <utility>

#include "wire/plain.h"

namespace wst {

TokenSession::TokenSession(Connection& connection, Router& router) : Session(connection, router) {
  auto anybody = router.authenticator().anonymous();
  anybody ? join(std::move(*anybody)) : wait(seconds_for_login);
}

void TokenSession::on_binary(std::string_view) {
  close(close_unsupported_data, "messages are JSON text");
}

bool TokenSession::log_in(const TokenLogin& who) {
  auto identity = router().authenticator().check(who.user, who.token);
  if (!identity) return false;
  wait(0);
  join(std::move(*identity));
  return true;
}

std::string TokenSession::authenticated() {
  return plain::authenticated(identity().authid, router().authenticator().next_ticket(identity()));
}

void TokenSession::on_login_end(std::string_view message) {
  close(close_login_failed, std::string(message));
}

void TokenSession::on_patience_end() { close(close_login_failed, "no login came in time"); }

}  // namespace wst
