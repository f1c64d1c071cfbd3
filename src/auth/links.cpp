#include "auth/links.h"

#include <algorithm>

#include "auth/digest.h"
#include "base/random.h"

namespace wst {

namespace {

constexpr std::size_t secret_bytes = 24;

}  // namespace

std::optional<Links::Made> Links::make(const std::string& label, const std::string& maker,
                                       double seconds, double now) {
  (void)end_expired(now);
  if (entries_.size() >= most) return std::nullopt;
  const auto id = static_cast<LinkId>(random_id());
  const std::string secret = random_hex(secret_bytes);
  const Link link = {
      .id = id, .label = label, .maker = maker, .made = now, .expires = now + seconds};
  entries_.emplace(id, Entry{link, digest(secret)});
  return Made{id, std::to_string(id) + "." + secret};
}

const Link* Links::use(std::string_view secret, double now) {
  const auto shown = read_id_and_secret(secret);
  const auto found = entries_.find(shown.id);
  if (found == entries_.end()) return nullptr;
  if (!same_secret(found->second.secret_digest, digest(shown.secret))) return nullptr;
  return find(shown.id, now);
}

const Link* Links::find(LinkId id, double now) {
  const auto found = entries_.find(id);
  if (found == entries_.end()) return nullptr;
  if (now < found->second.link.expires) return &found->second.link;
  end(id);
  return nullptr;
}

std::vector<Link> Links::all(double now) {
  (void)end_expired(now);
  std::vector<Link> links;
  links.reserve(entries_.size());
  for (const auto& [id, entry] : entries_) links.push_back(entry.link);
  std::ranges::sort(links, {}, &Link::expires);
  return links;
}

// What hangs on it is told only once it is no more: that may ask us again.
bool Links::end(LinkId id) {
  if (entries_.erase(id) == 0) return false;
  on_end_(id);
  return true;
}

void Links::end_all_of(std::string_view maker) {
  end_those([&](const Link& link) { return link.maker == maker; });
}

std::optional<double> Links::end_expired(double now) {
  end_those([&](const Link& link) { return now >= link.expires; });
  std::optional<double> next;
  for (const auto& [id, entry] : entries_) {
    next = std::min(next.value_or(entry.link.expires), entry.link.expires);
  }
  return next;
}

void Links::end_those(const std::function<bool(const Link&)>& meant) {
  std::vector<LinkId> ids;
  for (const auto& [id, entry] : entries_) {
    if (meant(entry.link)) ids.push_back(id);
  }
  for (const auto id : ids) end(id);
}

}  // namespace wst
