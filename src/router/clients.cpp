#include "router/clients.h"

#include "router/plain_client.h"
#include "router/wamp1_client.h"
#include "router/wamp2_client.h"

namespace wst {

std::unique_ptr<Endpoint> make_client(std::string_view subprotocol, Connection& connection,
                                      Router& router) {
  if (subprotocol == "wamp.2.json") return std::make_unique<Wamp2Client>(connection, router);
  if (subprotocol == "wamp") return std::make_unique<Wamp1Client>(connection, router);
  return std::make_unique<PlainClient>(connection, router);
}

}  // namespace wst
