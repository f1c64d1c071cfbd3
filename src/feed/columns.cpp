#include "feed/columns.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "base/utf8.h"
#include "transmission/torrent.h"

namespace wst {

namespace {

ColumnSet make_listed() {
  ColumnSet listed{{}, {}};
  for (std::size_t column = 0; column < torrent_columns().size(); ++column) {
    listed.columns[column] = is_listed(column);
  }
  return listed;
}

std::string mark_of(const std::bitset<64>& columns) {
  std::array<char, 20> digits{};
  std::snprintf(digits.data(), digits.size(), "%llx", columns.to_ullong());
  return digits.data();
}

Error no_such_field(const std::string& field) {
  std::string all = "id";
  for (const auto name : torrent_columns()) all.append(", ").append(name);
  return {"a torrent has no field " + excerpt(field) + "; there are " + all,
          "wamp.error.invalid_argument"};
}

}  // namespace

const ColumnSet& listed_columns() {
  static const ColumnSet listed = make_listed();
  return listed;
}

Result<ColumnSet> columns_named(const std::vector<std::string>& fields) {
  const auto all = torrent_columns();
  ColumnSet named{{}, {}};
  for (const auto& field : fields) {
    if (field == "id") continue;
    const auto found = std::find(all.begin(), all.end(), field);
    if (found == all.end()) return no_such_field(field);
    named.columns.set(static_cast<std::size_t>(found - all.begin()));
  }
  if (named.columns != listed_columns().columns) named.mark = mark_of(named.columns);
  return named;
}

}  // namespace wst
