// The protocols that there are for those who subscribe and call.
#pragma once

#include <memory>
#include <string_view>

#include "router/endpoint.h"

namespace wst {

class Router;

/// By the subprotocol that was chosen; empty: none was, which is plain JSON. Both outlive it.
std::unique_ptr<Endpoint> make_client(std::string_view subprotocol, Connection& connection,
                                      Router& router);

}  // namespace wst
