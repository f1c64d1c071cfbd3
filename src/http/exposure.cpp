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

Result<Entry> entry_of(const Options& options, const Reach& reach) {
  const Entry usual = reach.has_tls ? Entry::encrypted : Entry::plain;
  if (!reach.others || options.insecure) return usual;
  const bool no_users = options.users.empty();
  const bool no_encryption = !reach.has_tls && options.trusted_proxies.empty();
  if (!no_users && !no_encryption) return reach.has_tls ? usual : Entry::proxies_only;
  return Error{"others can reach " + reach.where + ", and it would be served without " +
               missing(no_users, no_encryption) +
               "; either give --users with --cert and --key, or listen on 127.0.0.1 behind a "
               "proxy or an ssh tunnel; --insecure serves all the same"};
}

}  // namespace wst
