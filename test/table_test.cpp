// The law of deltas, on random histories; and its corners by example.
#include "poll/table.h"

#include <map>
#include <random>

#include "base/json.h"
#include "catch.h"

namespace {

using wst::Cell;
using wst::Row;
using wst::Table;
using wst::TableChange;
using wst::Version;

// What a client keeps: id -> (key -> JSON text).
using State = std::map<std::int64_t, std::map<std::string, std::string>>;

State read_rows(wst::JsonView rows, State state = {}) {
  for (auto row = rows.first(); row.present(); row = row.next()) {
    auto& mine = state[*row["id"].integer()];
    for (auto field = row.first(); field.present(); field = field.next()) {
      mine[std::string(field.key())] = field.text();
    }
  }
  return state;
}

State state_of(const Table& table) {
  const auto rows = wst::Json::parse(table.rows());
  REQUIRE(rows);
  return read_rows(rows->view());
}

State apply_delta(State state, const std::string& members) {
  const auto delta = wst::Json::parse("{" + members + "}");
  REQUIRE(delta);
  if (delta->view()["full"].boolean().value_or(false)) state.clear();
  for (auto id = delta->view()["gone"].first(); id.present(); id = id.next()) {
    state.erase(*id.integer());
  }
  return read_rows(delta->view()["set"], std::move(state));
}

Table three_columns(std::size_t tombstones = 10'000) {
  return Table({"hashString", "name", "rate"}, 0, "e", tombstones);
}

class History {
 public:
  explicit History(unsigned seed) : random_(seed) {}

  TableChange next(const Table& table) {
    TableChange change;
    for (int i = pick(4); i > 0; --i) change.set.push_back(row(pick(8)));
    if (pick(3) == 0) change.gone.push_back(pick(8));
    if (pick(6) == 0) change.only = survivors(table, change);
    return change;
  }
  int pick(int below) { return std::uniform_int_distribution<int>(0, below - 1)(random_); }

 private:
  Row row(int id) {
    Row made{id, {}, pick(3) == 0};
    if (pick(2) == 0) made.cells.push_back({0, std::to_string(pick(2))});
    if (pick(2) == 0) made.cells.push_back({1, wst::json_quote("n" + std::to_string(pick(3)))});
    if (pick(2) == 0) made.cells.push_back({2, std::to_string(pick(3))});
    return made;
  }
  std::vector<std::int64_t> survivors(const Table& table, const TableChange& change) {
    std::vector<std::int64_t> ids;
    for (const auto& row : change.set) ids.push_back(row.id);
    for (int id = 0; id < 8; ++id) {
      if (table.contains(id) && pick(2) == 0) ids.push_back(id);
    }
    return ids;
  }

  std::mt19937 random_;
};

}  // namespace

TEST_CASE("the delta since any position, applied to the state there, gives the state now") {
  for (unsigned seed = 0; seed < 3000; ++seed) {
    History history(seed);
    Table table = three_columns(seed % 3 == 0 ? 2 : 10'000);
    std::map<Version, State> past{{0, {}}};
    for (int step = 0; step < 12; ++step) {
      table.apply(history.next(table));
      past[table.version()] = state_of(table);
    }
    for (const auto& [position, state] : past) {
      INFO("seed " << seed << ", position " << position << " of " << table.version());
      REQUIRE(apply_delta(state, table.delta(position)) == state_of(table));
    }
  }
}

TEST_CASE("a client that takes deltas at random times and resumes by cursor is never wrong") {
  for (unsigned seed = 0; seed < 2000; ++seed) {
    History history(seed);
    Table table = three_columns(seed % 2 == 0 ? 3 : 10'000);
    State client;
    Version position = 0;
    for (int step = 0; step < 20; ++step) {
      table.apply(history.next(table));
      if (history.pick(3) != 0) continue;
      client = apply_delta(std::move(client), table.delta(position));
      position = table.position(table.cursor(table.version()));
      REQUIRE(client == state_of(table));
    }
  }
}

TEST_CASE("the news of a table turn the ids before into those now, and name what changed") {
  for (unsigned seed = 0; seed < 2000; ++seed) {
    History history(seed);
    Table table = three_columns(2);
    std::map<std::int64_t, std::string> known;
    for (int step = 0; step < 12; ++step) {
      if (!table.apply(history.next(table))) continue;
      INFO("seed " << seed << ", step " << step);
      for (const auto id : table.news().gone) known.erase(id);
      for (const auto id : table.news().changed) {
        if (const auto row = table.row(id)) known[id] = *row;
      }
      std::map<std::int64_t, std::string> now;
      for (int id = 0; id < 8; ++id) {
        if (const auto row = table.row(id)) now[id] = *row;
        CHECK((table.row_version(id) > 0) == table.contains(id));
      }
      REQUIRE(known == now);
      for (const auto id : table.news().changed) {
        CHECK((!table.contains(id) || table.row_version(id) == table.version()));
      }
    }
  }
}

TEST_CASE("a change of nothing leaves the news as they are") {
  Table table = three_columns();
  table.apply({{Row{7, {{1, "\"a\""}}}, Row{8, {}}}, {}, {}});
  table.apply({{Row{7, {{1, "\"b\""}}}, Row{8, {}}}, {}, {}});
  CHECK_FALSE(table.apply({{Row{7, {{1, "\"b\""}}}}, {}, {}}));
  CHECK(table.news().changed == std::vector<std::int64_t>{7});
  CHECK(table.news().gone.empty());
}

TEST_CASE("a version rises only when something changed, and the first sample is a change") {
  Table table = three_columns();
  CHECK(table.version() == 0);
  CHECK(table.apply({}));
  CHECK(table.version() == 1);
  CHECK_FALSE(table.apply({}));
  CHECK(table.apply({{Row{7, {{1, "\"a\""}}}}, {}, {}}));
  CHECK_FALSE(table.apply({{Row{7, {{1, "\"a\""}}}}, {}, {}}));
  CHECK_FALSE(table.apply({{}, {99}, {}}));
  CHECK(table.version() == 2);
}

TEST_CASE("a delta holds changed fields only") {
  Table table = three_columns();
  table.apply({{Row{7, {{0, "\"h\""}, {1, "\"a\""}, {2, "1"}}}}, {}, {}});
  table.apply({{Row{7, {{2, "5"}}}}, {}, {}});
  CHECK(table.delta(1) == R"("cursor":"e-2","from":"e-1","set":[{"id":7,"rate":5}],"gone":[])");
  CHECK(table.delta(2) == R"("cursor":"e-2","from":"e-2","set":[],"gone":[])");
}

TEST_CASE("a torrent that took over an id is gone and new, whole") {
  Table table = three_columns();
  table.apply({{Row{7, {{0, "\"h\""}, {1, "\"a\""}, {2, "1"}}}}, {}, {}});
  table.apply({{Row{7, {{0, "\"other\""}, {1, "\"a\""}}}}, {}, {}});
  CHECK(
      table.delta(1) ==
      R"("cursor":"e-2","from":"e-1","set":[{"id":7,"hashString":"other","name":"a"}],"gone":[7])");
}

TEST_CASE("a full sample removes what it does not name") {
  Table table = three_columns();
  table.apply({{Row{1, {}}, Row{2, {}}, Row{3, {}}}, {}, {}});
  table.apply({{}, {}, std::vector<std::int64_t>{2}});
  CHECK(table.rows() == R"([{"id":2}])");
  CHECK(table.row(2) == R"({"id":2})");
  CHECK(table.row(1) == std::nullopt);
}

TEST_CASE("a reader older than the oldest remembered removal gets everything") {
  Table table = three_columns(2);
  for (int id = 1; id <= 6; ++id) table.apply({{Row{id, {}}}, {}, {}});
  for (int id = 1; id <= 5; ++id) table.apply({{}, {id}, {}});
  CHECK(table.delta(1) == R"("cursor":"e-11","full":true,"set":[{"id":6}],"gone":[])");
  CHECK(table.delta(10) == R"("cursor":"e-11","from":"e-10","set":[],"gone":[5])");
}

TEST_CASE("a cursor of another process, of the future or of nobody means nothing") {
  Table table = three_columns();
  table.apply({});
  CHECK(table.position("e-1") == 1);
  for (const auto* cursor :
       {"", "e", "e-", "e-2", "e--1", "e-1x", "f-1", "e-99999999999999999999"}) {
    INFO(cursor);
    CHECK(table.position(cursor) == 0);
  }
}

// ---- for those who are told some columns only ----

namespace {

wst::ColumnSet some_columns(int bits) {
  return {static_cast<unsigned>(bits), bits == 7 ? "" : std::to_string(bits)};
}

State state_of(const Table& table, const wst::ColumnSet& told) {
  const auto rows = wst::Json::parse(table.rows(told));
  REQUIRE(rows);
  return read_rows(rows->view());
}

}  // namespace

TEST_CASE("what is told of some columns is the same law, and has no news of the others") {
  for (unsigned seed = 0; seed < 3000; ++seed) {
    History history(seed);
    const auto told = some_columns(history.pick(8));
    Table table = three_columns(seed % 3 == 0 ? 2 : 10'000);
    std::map<Version, State> past{{0, {}}};
    for (int step = 0; step < 12; ++step) {
      const Version before = table.version(told);
      const State known = state_of(table, told);
      table.apply(history.next(table));
      if (table.version(told) == before) REQUIRE(state_of(table, told) == known);
      past[table.version(told)] = state_of(table, told);
    }
    for (const auto& [position, state] : past) {
      INFO("seed " << seed << ", columns " << told.columns << ", position " << position);
      REQUIRE(apply_delta(state, table.delta(position, told)) == state_of(table, told));
      REQUIRE(table.position(table.cursor(position, told), told) == position);
    }
  }
}

TEST_CASE("rows tell the columns that are wanted, and only their changes are news") {
  Table table = three_columns();
  const auto rate = some_columns(4);
  table.apply({{{7, {{0, "1"}, {1, "\"a\""}, {2, "5"}}}}, {}, {}});
  CHECK(table.rows(rate) == R"([{"id":7,"rate":5}])");
  table.apply({{{7, {{1, "\"b\""}}}}, {}, {}});
  CHECK(table.version() == 2);
  CHECK(table.version(rate) == 1);
  CHECK(table.delta(0, rate) ==
        R"("cursor":"e-1-4","full":true,"set":[{"id":7,"rate":5}],"gone":[])");
  table.apply({{{7, {{2, "6"}}}}, {}, {}});
  CHECK(table.delta(1, rate) ==
        R"("cursor":"e-3-4","from":"e-1-4","set":[{"id":7,"rate":6}],"gone":[])");
}

TEST_CASE("a cursor goes on with the columns it was given for, and with no others") {
  Table table = three_columns();
  table.apply({{{7, {{0, "1"}}}}, {}, {}});
  const auto rate = some_columns(4);
  CHECK(table.position("e-1-4", rate) == 1);
  for (const char* other : {"e-1", "e-1-5", "e-1-", "e--4", "-4", "", "e-2-4", "e-1-4-4"}) {
    INFO(other);
    CHECK(table.position(other, rate) == 0);
  }
  CHECK(table.position("e-1-4") == 0);
}

TEST_CASE("a complete row takes the place of the one before, and what it does not tell goes") {
  Table table = three_columns();
  table.apply({{Row{7, {{0, "1"}, {1, "\"a\""}, {2, "5"}}}}, {}, {}});
  table.apply({{Row{7, {{0, "1"}, {1, "\"a\""}, {2, "6"}}, true}}, {}, {}});
  CHECK(table.delta(1) == R"("cursor":"e-2","from":"e-1","set":[{"id":7,"rate":6}],"gone":[])");
  table.apply({{Row{7, {{0, "1"}, {1, "\"a\""}}, true}}, {}, {}});
  CHECK(table.row(7) == R"({"id":7,"hashString":1,"name":"a"})");
  CHECK(table.delta(2) ==
        R"("cursor":"e-3","from":"e-2","set":[{"id":7,"hashString":1,"name":"a"}],"gone":[7])");
  CHECK_FALSE(table.apply({{Row{7, {{0, "1"}, {1, "\"a\""}}, true}}, {}, {}}));
}
