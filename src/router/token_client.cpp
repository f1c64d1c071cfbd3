#include "router/token_client.h"

#include <utility>

#include "wire/plain.h"

namespace wst {

TokenClient::TokenClient(Connection& connection, Router& router) : Client(connection, router) {
  auto anybody = router.authenticator().anonymous();
  anybody ? join(std::move(*anybody)) : wait(seconds_for_login);
}

void TokenClient::on_binary(std::string_view) {
  close(close_unsupported_data, "messages are JSON text");
}

void TokenClient::log_in(const TokenLogin& who, std::function<void(const TicketVerdict&)> then) {
  check(who.user, who.token, [this, then = std::move(then)](const TicketVerdict& verdict) {
    if (verdict.identity) {
      wait(0);
      join(*verdict.identity);
    }
    then(verdict);
  });
}

void TokenClient::close_for_failed_login(const TicketVerdict& verdict) {
  close(close_login_failed, verdict.words("the login failed"));
}

std::string TokenClient::authenticated() {
  return plain::authenticated(identity().authid, router().authenticator().next_ticket(identity()));
}

void TokenClient::on_login_end(std::string_view message) {
  close(close_login_failed, std::string(message));
}

void TokenClient::on_patience_end() { close(close_login_failed, "no login came in time"); }

}  // namespace wst
