#include "router/publication.h"

#include <algorithm>
#include <utility>

#include "auth/identity.h"
#include "wire/wamp2.h"

namespace wst {

namespace {

constexpr std::size_t max_entries = 64;

template <typename List, typename Item>
bool contains(const List& list, const Item& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

template <typename List, typename Item>
bool admits(const std::optional<List>& eligible, const Item& item) {
  return !eligible || contains(*eligible, item);
}

}  // namespace

bool Publication::reaches(wamp2::Id client, const Identity& identity) const {
  if (exclude_publisher && client == publisher) return false;
  if (contains(audience.exclude, client) || !admits(audience.eligible, client)) return false;
  return !contains(audience.exclude_authid, identity.authid) &&
         !contains(audience.exclude_authrole, identity.authrole) &&
         admits(audience.eligible_authid, identity.authid) &&
         admits(audience.eligible_authrole, identity.authrole);
}

void PublishedTopic::publish(Publication publication, bool retain) {
  publication.version = ++version_;
  if (retain) retained_ = publication;
  if (watched()) entries_.push_back(std::move(publication));
  if (entries_.size() > max_entries) entries_.pop_front();
  tell_change();
}

const Publication* PublishedTopic::after(Version from) const {
  if (from == 0) return retained_ ? &*retained_ : nullptr;
  if (entries_.empty() || from >= version_) return nullptr;
  const Version oldest = entries_.front().version;
  return &entries_[from < oldest ? 0 : static_cast<std::size_t>(from + 1 - oldest)];
}

void PublishedTopic::unwatch() {
  if (--watchers_ == 0) entries_.clear();
}

Version PublishedTopic::next(Version from) const {
  const auto* entry = after(from);
  return entry ? entry->version : version_;
}

std::string PublishedTopic::payload(Version from) const {
  const auto* entry = after(from);
  return entry ? one_value(entry->payload) : "null";
}

Version PublishedTopic::position(std::string_view) const { return version_; }

}  // namespace wst
