#include "router/token_session.h"

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

void TokenSession::log_in(const TokenLogin& who, std::function<void(const TicketVerdict&)> then) {
  check(who.user, who.token, [this, then = std::move(then)](const TicketVerdict& verdict) {
    if (verdict.identity) {
      wait(0);
      join(*verdict.identity);
    }
    then(verdict);
  });
}

void TokenSession::close_for_failed_login(const TicketVerdict& verdict) {
  close(close_login_failed, verdict.words("the login failed"));
}

std::string TokenSession::authenticated() {
  return plain::authenticated(identity().authid, router().authenticator().next_ticket(identity()));
}

void TokenSession::on_login_end(std::string_view message) {
  close(close_login_failed, std::string(message));
}

void TokenSession::on_patience_end() { close(close_login_failed, "no login came in time"); }

}  // namespace wst
