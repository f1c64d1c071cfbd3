// Who somebody is, and the seam to what knows: tickets and tokens are checked
// behind it, whatever protocol brings them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/role.h"

namespace wst {

/// Of one login of one user; 0 for those who have none.
using LoginId = std::uint64_t;

struct Identity {
  std::string authid = "anonymous";
  std::string authrole = "anonymous";
  std::string authmethod = "anonymous";
  std::string authprovider = "static";
  Role role = Role::viewer;
  /// A worker's: it may publish to, and answer calls of, `feed.weather` and
  /// whatever begins with `feed.weather.` for the prefix "feed.weather".
  std::vector<std::string> prefixes = {};
  LoginId login = 0;

  [[nodiscard]] bool covers(std::string_view uri) const {
    return std::any_of(prefixes.begin(), prefixes.end(), [&](const std::string& prefix) {
      return uri.starts_with(prefix) && (uri.size() == prefix.size() || uri[prefix.size()] == '.');
    });
  }
};

class Authenticator {
 public:
  virtual ~Authenticator() = default;
  /// Who one is that brings no ticket; nothing if one must.
  [[nodiscard]] virtual std::optional<Identity> anonymous() const = 0;
  /// Whether any ticket would be taken.
  [[nodiscard]] virtual bool takes_tickets() const = 0;
  /// Whose ticket it is; takes the same time for a wrong name and a wrong ticket.
  [[nodiscard]] virtual std::optional<Identity> check(std::string_view authid,
                                                      std::string_view ticket) = 0;
  /// What somebody who has just been checked brings the next time; empty if it
  /// is the same again.
  [[nodiscard]] virtual std::string next_ticket(const Identity& identity) = 0;
  /// Whether a topic or procedure of this name lies under some worker's prefix,
  /// so that it may come to be.
  [[nodiscard]] virtual bool foresees(std::string_view uri) const = 0;
  /// A session takes part as `identity`, and no more: told once each.
  virtual void on_join(const Identity& /*identity*/) {}
  virtual void on_leave(const Identity& /*identity*/) {}
};

}  // namespace wst
