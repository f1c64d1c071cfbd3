// Versioned rows: which value each field has, and since which sample.
//
// Law: the delta since p, applied to the state at p (first remove `gone`, then
// merge `set`), is the state now; for every p that was ever a version.
#pragma once

#include <bitset>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/row.h"

namespace wst {

/// A sample's number: 0 before the first, then rising by one with each sample
/// that changed anything.
using Version = std::uint64_t;

/// What a table's last version brought. An id may come twice, and one whose
/// torrent was replaced is in both: what the rows are now, the table says.
struct TableNews {
  std::vector<std::int64_t> changed;  ///< rows that are new or have a new field
  std::vector<std::int64_t> gone;
};

/// Some of a table's columns. `mark` is part of the cursors of those who are told
/// no others, and tells them from others' cursors; empty: the usual ones, or all.
struct ColumnSet {
  std::bitset<64> columns = std::bitset<64>().set();
  std::string mark = {};
};

/// What happened to a table in one sample.
struct TableChange {
  std::vector<Row> set;  ///< columns not named keep their value, unless the row is complete
  std::vector<std::int64_t> gone;
  /// If present, these ids are all there are: every other row is gone.
  std::optional<std::vector<std::int64_t>> only;
};

class Table {
 public:
  /// `identity`: the column whose change means another thing took over the id;
  /// its row begins anew. `epoch` tells this table's cursors from those of
  /// earlier processes. `tombstones`: how many removals are remembered.
  Table(const std::vector<std::string>& columns, std::size_t identity, std::string epoch,
        std::size_t tombstones = 10'000);

  [[nodiscard]] Version version() const { return version_; }
  /// The last one that those who are told these columns only have anything of.
  [[nodiscard]] Version version(const ColumnSet& told) const;
  [[nodiscard]] std::size_t size() const { return rows_.size(); }
  [[nodiscard]] bool contains(std::int64_t id) const { return rows_.contains(id); }

  /// True if anything changed; the version is then one higher. The first
  /// change makes version 1 even if it holds nothing: an empty list is known.
  bool apply(const TableChange& change);

  /// What made the present version out of the one before.
  [[nodiscard]] const TableNews& news() const { return news_; }
  /// The version that changed the row last; 0 if there is none.
  [[nodiscard]] Version row_version(std::int64_t id) const;
  /// One field's JSON; nothing if there is no such row or its value is not known.
  [[nodiscard]] std::optional<std::string_view> field(std::int64_t id, std::size_t column) const;
  /// The whole row as a JSON object; nothing if there is none.
  [[nodiscard]] std::optional<std::string> row(std::int64_t id) const;
  /// All rows as a JSON array, by id.
  [[nodiscard]] std::string rows(const ColumnSet& told = {}) const;
  /// Members of an object, without its braces:
  /// `"cursor":"…","full":true,"set":[…],"gone":[]` for a `from` of 0 or one too
  /// old, else `"cursor":"…","from":"…","set":[…],"gone":[…]` with changed fields only.
  [[nodiscard]] std::string delta(Version from, const ColumnSet& told = {}) const;

  [[nodiscard]] std::string cursor(Version at, const ColumnSet& told = {}) const;
  /// The version a cursor of this table and these columns means; 0 for every other text.
  [[nodiscard]] Version position(std::string_view cursor, const ColumnSet& told = {}) const;

 private:
  struct Field {
    std::string json;  // empty: not known
    Version changed = 0;
  };
  struct Entry {
    Version born = 0;
    Version changed = 0;
    std::vector<Field> fields;
  };

  bool set(const Row& row);
  bool merge(Entry& entry, const Row& row);
  void begin(const Row& row);
  void touch(std::int64_t id, Entry& entry);
  [[nodiscard]] bool is_another(const Entry& entry, const Row& row) const;
  [[nodiscard]] static bool loses(const Entry& entry, const Row& row);
  bool remove(std::int64_t id);
  bool keep_only(const std::vector<std::int64_t>& ids);
  void forget_old_tombstones();
  void append_row(std::string& out, std::int64_t id, const Entry& entry, Version from,
                  const ColumnSet& told) const;
  [[nodiscard]] bool has_news(const Entry& entry, Version from, const ColumnSet& told) const;
  [[nodiscard]] std::string changed_rows(Version from, const ColumnSet& told) const;
  [[nodiscard]] std::string gone_ids(Version from) const;

  std::vector<std::string> keys_;  // `,"name":`
  std::size_t identity_;
  std::string epoch_;
  std::size_t tombstones_;

  Version version_ = 0;
  TableNews news_;
  TableNews stamped_;                    // of the change being applied
  Version stamp_ = 0;                    // of the change being applied
  Version oldest_ = 0;                   // positions before it have lost removals
  std::vector<Version> column_changed_;  // by any row
  Version rows_changed_ = 0;             // by one that came or went; the first version is one
  std::map<std::int64_t, Entry> rows_;
  std::map<std::int64_t, Version> gone_;
};

}  // namespace wst
