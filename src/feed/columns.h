// Which columns of the torrents somebody is told.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "poll/table.h"

namespace wst {

/// What a list shows: told to whoever names nothing else.
const ColumnSet& listed_columns();

/// Of these fields, in whichever order; "id" is always told. The error has the
/// URI wamp.error.invalid_argument.
Result<ColumnSet> columns_named(const std::vector<std::string>& fields);

}  // namespace wst
