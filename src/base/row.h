// What a source says about one thing: some columns of one row, as JSON text.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace wst {

struct Cell {
  std::size_t column;
  std::string json;  ///< valid JSON, valid UTF-8, compact

  bool operator==(const Cell&) const = default;
};

struct Row {
  std::int64_t id = 0;
  std::vector<Cell> cells;  ///< each column at most once, in any order
  bool complete = false;    ///< what it does not name is not known any more

  bool operator==(const Row&) const = default;
};

}  // namespace wst
