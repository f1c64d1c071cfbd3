#include "auth/rights.h"

#include <algorithm>
#include <array>

namespace wst {

namespace {

// A worker's own topics and procedures are all below feed.
constexpr std::array table = {
    // The page's files hold nothing of anybody; the page itself has a token in it.
    Right{Thing::route, "*", Least::nobody},
    Right{Thing::route, "/", Least::viewer},
    Right{Thing::route, "/index.html", Least::viewer},
    Right{Thing::route, "/metrics", Least::viewer},
    Right{Thing::route, "/login", Least::nobody},
    Right{Thing::route, "/ws", Least::nobody},
    Right{Thing::route, "/healthz", Least::nobody},
    Right{Thing::route, "/readyz", Least::nobody},
    Right{Thing::route, "/api/*", Least::viewer},
    Right{Thing::route, "/api/torrents", Least::viewer},
    Right{Thing::route, "/api/torrents/*", Least::viewer},
    Right{Thing::route, "/api/session", Least::viewer},
    Right{Thing::route, "/api/status", Least::viewer},
    Right{Thing::route, "/api/procedures", Least::viewer},
    Right{Thing::route, "/api/call/*", Least::viewer},  // then the procedure's row decides
    Right{Thing::route, "/api/login", Least::nobody},
    Right{Thing::route, "/api/logout", Least::viewer},
    Right{Thing::route, "/api/logins", Least::viewer},
    Right{Thing::route, "/api/logins/end", Least::viewer},
    Right{Thing::route, "/api/token", Least::viewer},
    Right{Thing::route, "/api/links", Least::administrator},
    Right{Thing::route, "/api/links/end", Least::administrator},

    Right{Thing::topic, "torrents", Least::viewer},
    Right{Thing::topic, "torrents.delta", Least::viewer},
    Right{Thing::topic, "torrent.*", Least::viewer},
    Right{Thing::topic, "session", Least::viewer},
    Right{Thing::topic, "speeds", Least::viewer},
    Right{Thing::topic, "events", Least::viewer},
    Right{Thing::topic, "status", Least::viewer},
    Right{Thing::topic, "feed.*", Least::viewer},
    Right{Thing::topic, "wamp.*", Least::administrator},

    Right{Thing::procedure, "torrents.get", Least::viewer},
    Right{Thing::procedure, "session.get", Least::viewer},
    Right{Thing::procedure, "feed.*", Least::viewer},
    Right{Thing::procedure, "torrent.*", Least::administrator},
    Right{Thing::procedure, "session.*", Least::administrator},
    Right{Thing::procedure, "wamp.*", Least::administrator},

    // Under its own prefixes, which the file of --workers names.
    Right{Thing::publication, "*", Least::worker},
    Right{Thing::registration, "*", Least::worker},
};

/// How closely it means `name`; 0 if it does not.
std::size_t fit(const Right& right, Thing thing, std::string_view name) {
  const std::size_t length = right.pattern.size();
  if (right.thing != thing) return 0;
  if (!right.pattern.ends_with('*')) return name == right.pattern ? length + 1 : 0;
  return name.starts_with(right.pattern.substr(0, length - 1)) ? length : 0;
}

}  // namespace

std::span<const Right> rights() { return table; }

Least least_for(Thing thing, std::string_view name) {
  const auto* closest = std::ranges::max_element(
      table, {}, [&](const Right& right) { return fit(right, thing, name); });
  return fit(*closest, thing, name) > 0 ? closest->least : Least::administrator;
}

bool may(std::optional<Role> role, Thing thing, std::string_view name) {
  switch (least_for(thing, name)) {
    case Least::nobody:
      return true;
    case Least::viewer:
      return role == Role::viewer || role == Role::administrator;
    case Least::administrator:
      return role == Role::administrator;
    case Least::worker:
      return role == Role::worker;
  }
  return false;
}

}  // namespace wst
