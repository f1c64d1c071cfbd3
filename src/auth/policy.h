// Who may do what: the one policy in which every route, topic and procedure is
// looked up, wherever it is asked for; and a worker by its own prefixes alone.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "auth/identity.h"
#include "base/result.h"
#include "base/role.h"

namespace wst {

/// What is asked for: a path of HTTP, a topic to watch, a procedure to call, a
/// topic to publish to, a procedure to answer.
enum class Thing { route, topic, procedure, publication, registration };

/// Who one must be at least; a worker is no more than others, but apart.
enum class Least { nobody, viewer, administrator, worker };

struct Rule {
  Thing thing;
  std::string_view pattern;  ///< a final * stands for anything
  Least least;
};

std::span<const Rule> policy();

/// The row that fits most closely decides: the name itself, else the longest
/// beginning. What none fits is for administrators; every route, topic and
/// procedure that there is has a row of its own.
Least least_for(Thing thing, std::string_view name);

/// `role`: nothing for somebody who has not shown who he is. A worker has no
/// rights here: what he may is told by his prefixes.
bool may(std::optional<Role> role, Thing thing, std::string_view name);

/// Whether one may watch, call, publish or answer what has this name, as far as
/// that is nobody else's.
bool may(const Identity& who, Thing thing, std::string_view name);

/// Why one may not; the error has a URI: wamp.error.not_authorized, or
/// wstorrent.error.read_only for an action.
Error not_allowed(const Identity& who, Thing thing, const std::string& name);

}  // namespace wst
