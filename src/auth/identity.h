// Who somebody is, and the seam to what knows: tickets and tokens are checked
// behind it, whatever protocol brings them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
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

/// Somebody who has shown who he is.
struct Visitor {
  std::string user = "anonymous";
  Role role = Role::viewer;
  LoginId login = 0;  ///< 0 where there are no users
};

/// What somebody shows at a socket.
struct Ticket {
  std::string authid;
  std::string ticket;
  std::string address;  ///< of the client, for those who guess
};

struct TicketVerdict {
  std::optional<Identity> identity = {};  ///< nothing: the ticket is not theirs
  int retry_after = 0;                    ///< seconds; not 0: it was not even looked at

  /// Why there is no identity; `wrong` is what is said of a wrong ticket.
  [[nodiscard]] std::string words(std::string_view wrong) const {
    if (retry_after == 0) return std::string(wrong);
    return "too many logins have failed; try again in " + std::to_string(retry_after) + " s";
  }
};

class Authenticator {
 public:
  using CheckId = std::uint64_t;
  using Checked = std::function<void(const TicketVerdict&)>;

  virtual ~Authenticator() = default;
  /// Who one is that brings no ticket; nothing if one must.
  [[nodiscard]] virtual std::optional<Identity> anonymous() const = 0;
  /// Whether any ticket would be taken.
  [[nodiscard]] virtual bool takes_tickets() const = 0;
  /// Asks whose ticket it is. `checked` is told once, maybe before this returns,
  /// unless the check is cancelled; if before, what is returned is 0. Takes the same time for a
  /// wrong name and a wrong ticket.
  virtual CheckId check(const Ticket& ticket, Checked checked) = 0;
  /// Of one that has not been told yet.
  virtual void cancel(CheckId id) = 0;
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
