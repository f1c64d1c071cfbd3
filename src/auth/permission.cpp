#include "auth/permission.h"

namespace wst {

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
