#include "poll/table.h"

#include <algorithm>
#include <set>

#include "base/json.h"
#include "base/number.h"

namespace wst {

Table::Table(const std::vector<std::string>& columns, std::size_t identity, std::string epoch,
             std::size_t tombstones)
    : identity_(identity), epoch_(std::move(epoch)), tombstones_(tombstones) {
  for (const auto& column : columns) keys_.push_back("," + json_quote(column) + ":");
  column_changed_.resize(keys_.size());
}

// The stamp is the number of this sample. A field gets it when it changes, a row when one of its
// fields does, a column when it changes in any row: "what is new since" is answered at each of
// these without a look at what is below. The version follows only if something changed, so that who
// has seen the newest waits for the next.
bool Table::apply(const TableChange& change) {
  stamp_ = version_ + 1;
  stamped_ = {};
  bool changed = version_ == 0;
  if (changed) rows_changed_ = stamp_;
  for (const auto id : change.gone) changed |= remove(id);
  if (change.only) changed |= keep_only(*change.only);
  for (const auto& row : change.set) changed |= set(row);
  if (changed) {
    version_ = stamp_;
    news_ = std::move(stamped_);
  }
  forget_old_tombstones();
  return changed;
}

// The danger: a daemon that restarted gives its ids anew. What is known of the torrent that had
// this one is true of no field of the other, so the row goes and another comes.
bool Table::set(const Row& row) {
  const auto found = rows_.find(row.id);
  if (found == rows_.end()) return begin(row), true;
  if (is_another(found->second, row) || loses(found->second, row)) {
    remove(row.id);
    return begin(row), true;
  }
  const bool changed = merge(found->second, row);
  if (changed) touch(row.id, found->second);
  return changed;
}

void Table::begin(const Row& row) {
  Entry& entry = rows_[row.id];
  entry = Entry{stamp_, 0, std::vector<Field>(keys_.size())};
  rows_changed_ = stamp_;
  merge(entry, row);
  touch(row.id, entry);
}

bool Table::merge(Entry& entry, const Row& row) {
  bool changed = false;
  for (const auto& cell : row.cells) {
    Field& field = entry.fields.at(cell.column);
    if (field.json == cell.json) continue;
    field = Field{cell.json, stamp_};
    column_changed_[cell.column] = stamp_;
    changed = true;
  }
  return changed;
}

void Table::touch(std::int64_t id, Entry& entry) {
  if (entry.changed != stamp_) stamped_.changed.push_back(id);
  entry.changed = stamp_;
}

bool Table::is_another(const Entry& entry, const Row& row) const {
  const std::string& known = entry.fields[identity_].json;
  if (known.empty()) return false;
  return std::any_of(row.cells.begin(), row.cells.end(), [&](const Cell& cell) {
    return cell.column == identity_ && cell.json != known;
  });
}

// Merging takes no field away: such a row begins anew, as another's does.
bool Table::loses(const Entry& entry, const Row& row) {
  if (!row.complete) return false;
  std::bitset<64> told;
  for (const Cell& cell : row.cells) told.set(cell.column);
  for (std::size_t column = 0; column < entry.fields.size(); ++column) {
    if (!told[column] && !entry.fields[column].json.empty()) return true;
  }
  return false;
}

bool Table::remove(std::int64_t id) {
  if (rows_.erase(id) == 0) return false;
  gone_[id] = stamp_;
  rows_changed_ = stamp_;
  stamped_.gone.push_back(id);
  return true;
}

bool Table::keep_only(const std::vector<std::int64_t>& ids) {
  const std::set<std::int64_t> kept(ids.begin(), ids.end());
  std::vector<std::int64_t> dropped;
  for (const auto& [id, entry] : rows_) {
    if (!kept.contains(id)) dropped.push_back(id);
  }
  for (const auto id : dropped) remove(id);
  return !dropped.empty();
}

// Halving makes it rare; a reader older than what is forgotten gets everything.
void Table::forget_old_tombstones() {
  if (gone_.size() <= tombstones_) return;
  std::vector<Version> ages;
  ages.reserve(gone_.size());
  for (const auto& [id, version] : gone_) ages.push_back(version);
  const auto middle = ages.begin() + static_cast<std::ptrdiff_t>(ages.size() / 2);
  std::nth_element(ages.begin(), middle, ages.end());
  oldest_ = *middle;
  std::erase_if(gone_, [&](const auto& grave) { return grave.second <= oldest_; });
}

void Table::append_row(std::string& out, std::int64_t id, const Entry& entry, Version from,
                       const ColumnSet& told) const {
  out += "{\"id\":";
  out += std::to_string(id);
  for (std::size_t column = 0; column < keys_.size(); ++column) {
    const Field& field = entry.fields[column];
    if (!told.columns[column] || field.json.empty() || field.changed <= from) continue;
    out += keys_[column];
    out += field.json;
  }
  out += '}';
}

Version Table::version(const ColumnSet& told) const {
  Version last = rows_changed_;
  for (std::size_t column = 0; column < keys_.size(); ++column) {
    if (told.columns[column]) last = std::max(last, column_changed_[column]);
  }
  return last;
}

Version Table::row_version(std::int64_t id) const {
  const auto found = rows_.find(id);
  return found == rows_.end() ? 0 : found->second.changed;
}

std::optional<std::string_view> Table::field(std::int64_t id, std::size_t column) const {
  const auto found = rows_.find(id);
  if (found == rows_.end() || found->second.fields[column].json.empty()) return std::nullopt;
  return found->second.fields[column].json;
}

std::optional<std::string> Table::row(std::int64_t id) const {
  const auto found = rows_.find(id);
  if (found == rows_.end()) return std::nullopt;
  std::string out;
  append_row(out, id, found->second, 0, {});
  return out;
}

std::string Table::rows(const ColumnSet& told) const { return changed_rows(0, told); }

bool Table::has_news(const Entry& entry, Version from, const ColumnSet& told) const {
  if (entry.changed <= from) return false;
  if (entry.born > from || told.columns.all()) return true;
  for (std::size_t column = 0; column < keys_.size(); ++column) {
    if (told.columns[column] && entry.fields[column].changed > from) return true;
  }
  return false;
}

std::string Table::changed_rows(Version from, const ColumnSet& told) const {
  std::string out = "[";
  for (const auto& [id, entry] : rows_) {
    if (!has_news(entry, from, told)) continue;
    if (out.size() > 1) out += ',';
    append_row(out, id, entry, entry.born > from ? 0 : from, told);
  }
  return out + "]";
}

std::string Table::gone_ids(Version from) const {
  std::string out = "[";
  for (const auto& [id, version] : gone_) {
    if (version <= from) continue;
    if (out.size() > 1) out += ',';
    out += std::to_string(id);
  }
  return out + "]";
}

std::string Table::delta(Version from, const ColumnSet& told) const {
  const std::string head = "\"cursor\":" + json_quote(cursor(version(told), told));
  if (from == 0 || from < oldest_)
    return head + ",\"full\":true,\"set\":" + rows(told) + ",\"gone\":[]";
  return head + ",\"from\":" + json_quote(cursor(from, told)) +
         ",\"set\":" + changed_rows(from, told) + ",\"gone\":" + gone_ids(from);
}

std::string Table::cursor(Version at, const ColumnSet& told) const {
  const std::string text = epoch_ + "-" + std::to_string(at);
  return told.mark.empty() ? text : text + "-" + told.mark;
}

Version Table::position(std::string_view cursor, const ColumnSet& told) const {
  const std::string head = epoch_ + "-";
  const std::string tail = told.mark.empty() ? "" : "-" + told.mark;
  if (!cursor.starts_with(head) || !cursor.ends_with(tail)) return 0;
  if (cursor.size() < head.size() + tail.size()) return 0;
  const auto digits = cursor.substr(head.size(), cursor.size() - head.size() - tail.size());
  const Version at = whole_number<Version>(digits).value_or(0);
  return at <= version(told) ? at : 0;
}

}  // namespace wst
