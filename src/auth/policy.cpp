#include "auth/policy.h"

#include <algorithm>
#include <array>

namespace wst {

namespace {

// A worker's own topics and procedures are all below feed.
constexpr std::array table = {
    // The page's files hold nothing of anybody; the page itself has a token in it.
    Rule{Thing::route, "*", Least::nobody},
    Rule{Thing::route, "/", Least::viewer},
    Rule{Thing::route, "/index.html", Least::viewer},
    Rule{Thing::route, "/metrics", Least::viewer},
    Rule{Thing::route, "/login", Least::nobody},
    Rule{Thing::route, "/ws", Least::nobody},
    Rule{Thing::route, "/healthz", Least::nobody},
    Rule{Thing::route, "/readyz", Least::nobody},
    Rule{Thing::route, "/api/*", Least::viewer},
    Rule{Thing::route, "/api/torrents", Least::viewer},
    Rule{Thing::route, "/api/torrents/*", Least::viewer},
    Rule{Thing::route, "/api/session", Least::viewer},
    Rule{Thing::route, "/api/status", Least::viewer},
    Rule{Thing::route, "/api/procedures", Least::viewer},
    Rule{Thing::route, "/api/call/*", Least::viewer},  // then the procedure's row decides
    Rule{Thing::route, "/api/login", Least::nobody},
    Rule{Thing::route, "/api/logout", Least::viewer},
    Rule{Thing::route, "/api/logins", Least::viewer},
    Rule{Thing::route, "/api/logins/end", Least::viewer},
    Rule{Thing::route, "/api/token", Least::viewer},
    Rule{Thing::route, "/api/links", Least::administrator},
    Rule{Thing::route, "/api/links/end", Least::administrator},

    Rule{Thing::topic, "torrents", Least::viewer},
    Rule{Thing::topic, "torrents.delta", Least::viewer},
    Rule{Thing::topic, "torrent.*", Least::viewer},
    Rule{Thing::topic, "session", Least::viewer},
    Rule{Thing::topic, "speeds", Least::viewer},
    Rule{Thing::topic, "events", Least::viewer},
    Rule{Thing::topic, "status", Least::viewer},
    Rule{Thing::topic, "feed.*", Least::viewer},
    Rule{Thing::topic, "wamp.*", Least::administrator},

    Rule{Thing::procedure, "torrents.get", Least::viewer},
    Rule{Thing::procedure, "session.get", Least::viewer},
    Rule{Thing::procedure, "feed.*", Least::viewer},
    Rule{Thing::procedure, "torrent.*", Least::administrator},
    Rule{Thing::procedure, "session.*", Least::administrator},
    Rule{Thing::procedure, "wamp.*", Least::administrator},

    // Under its own prefixes, which the file of --workers names.
    Rule{Thing::publication, "*", Least::worker},
    Rule{Thing::registration, "*", Least::worker},
};

/// How closely it means `name`; 0 if it does not.
std::size_t fit(const Rule& rule, Thing thing, std::string_view name) {
  const std::size_t length = rule.pattern.size();
  if (rule.thing != thing) return 0;
  if (!rule.pattern.ends_with('*')) return name == rule.pattern ? length + 1 : 0;
  return name.starts_with(rule.pattern.substr(0, length - 1)) ? length : 0;
}

}  // namespace

std::span<const Rule> policy() { return table; }

Least least_for(Thing thing, std::string_view name) {
  const auto* closest =
      std::ranges::max_element(table, {}, [&](const Rule& rule) { return fit(rule, thing, name); });
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

bool may(const Identity& who, Thing thing, std::string_view name) {
  return who.role == Role::worker ? who.covers(name) : may(who.role, thing, name);
}

Error not_allowed(const Identity& who, Thing thing, const std::string& name) {
  const std::string deed = (thing == Thing::topic ? "watch \"" : "call \"") + name + "\"";
  if (who.role == Role::worker) {
    return {"a worker may not " + deed + ": it is not under its prefixes",
            "wamp.error.not_authorized"};
  }
  if (thing == Thing::topic || name.starts_with("wamp.")) {
    return {"only administrators may " + deed, "wamp.error.not_authorized"};
  }
  return {"who may only look may not " + deed, "wstorrent.error.read_only"};
}

}  // namespace wst
