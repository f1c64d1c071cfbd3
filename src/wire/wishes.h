// What our own members of a subscription say: where to go on, and which fields.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"

namespace wst {

struct Wishes {
  std::string after = {};  ///< the cursor to resume from; empty: knowing nothing
  std::optional<std::vector<std::string>> fields = {};  ///< of rows; nothing: as usual
  std::string invalid = {};                             ///< what is wrong with one of them
};

/// Of an object with the members `after` and `fields`, each of which may be missing.
Wishes read_wishes(JsonView object);

}  // namespace wst
