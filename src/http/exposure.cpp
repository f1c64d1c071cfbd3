#include "http/exposure.h"

#include <string>

namespace wst {

namespace {

std::string missing(bool users, bool encryption) {
  if (users && encryption) return "--users, and without --cert and --key";
  return users ? "--users" : "--cert and --key, or --trusted-proxy";
}

}  // namespace

bool is_loopback_address(std::string_view address) {
  return address.starts_with("127.") || address == "::1" || address.starts_with("::ffff:127.");
}

std::optional<Error> check_exposure(const Options& options, bool loopback, bool local) {
  if (loopback || local || options.insecure) return std::nullopt;
  const bool no_users = options.users.empty();
  const bool no_encryption = options.cert.empty() && options.trusted_proxies.empty();
  if (!no_users && !no_encryption) return std::nullopt;
  return Error{"others can reach " + options.listen_address + ":" + options.listen_port +
               ", and it would be served without " + missing(no_users, no_encryption) +
               "; either give --users with --cert and --key, or listen on 127.0.0.1 behind a "
               "proxy or an ssh tunnel; --insecure serves all the same"};
}

}  // namespace wst
