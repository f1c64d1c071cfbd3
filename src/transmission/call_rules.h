// What of a call that is right in itself this server does not allow all the
// same: folders outside those named by --allowed-dir, and addresses that the
// daemon would fetch (--no-add-url).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "transmission/procedures.h"

namespace wst {

struct CallRules {
  std::vector<std::string> allowed_dirs = {};  ///< absolute; empty: any
  bool add_url = true;
};

/// Why `call` may not be made; the error has the URI wamp.error.not_authorized.
/// A folder is compared as text, without `.` and doubled slashes; one with `..`
/// is never inside another, since a link on its way could lead anywhere.
std::optional<Error> broken_rule(const Call& call, const CallRules& rules);

/// Whether `folder` is one of `allowed`, or lies below one.
bool is_inside(const std::string& folder, const std::vector<std::string>& allowed);

}  // namespace wst
