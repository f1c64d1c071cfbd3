#include "auth/throttle.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "auth/digest.h"

namespace wst {

namespace {

constexpr std::size_t most_records = 4096;
constexpr int free_failures = 5;
constexpr double longest_wait = 15 * 60;
constexpr double forgiveness = 3600;

constexpr int failures_unheld = 10;
constexpr double shortest_hold = 0.1;
constexpr double longest_hold = 3;
constexpr double acquaintance = 30 * 86400;

double doubled(double first, int times, double most) {
  return std::min(std::ldexp(first, std::min(times, 30)), most);
}

bool is_forgiven(double last, double now) { return now - last >= forgiveness; }

/// Makes room for one more, if there is none, at the cost of the one of the
/// lowest rank.
template <typename Records, typename Rank>
void make_room(Records& records, Rank rank) {
  if (records.size() < most_records) return;
  records.erase(std::min_element(records.begin(), records.end(), [&](const auto& a, const auto& b) {
    return rank(a.second) < rank(b.second);
  }));
}

// A name may be of any length, and may be a password in the wrong field.
std::string pair_of(const std::string& user, const std::string& address) {
  return digest(user) + network_of(address);
}

}  // namespace

// An IPv4 address may come as an IPv6 one, as ::ffff:192.0.2.1: these are no /64.
std::string network_of(const std::string& address) {
  in6_addr parsed{};
  const std::string bare = address.substr(0, address.find('%'));
  if (inet_pton(AF_INET6, bare.c_str(), &parsed) != 1) return address;
  const auto* const bytes = std::begin(parsed.s6_addr);
  if (!IN6_IS_ADDR_V4MAPPED(&parsed)) return {bytes, bytes + 8};
  std::array<char, INET_ADDRSTRLEN> text{};
  inet_ntop(AF_INET, bytes + 12, text.data(), text.size());
  return text.data();
}

const Throttle::Record* Throttle::find(const Records& records, const std::string& key, double now) {
  const auto found = records.find(key);
  const bool holds = found != records.end() && !is_forgiven(found->second.last, now);
  return holds ? &found->second : nullptr;
}

double Throttle::wait(const std::string& address, double now) const {
  const Record* record = find(addresses_, network_of(address), now);
  if (!record || record->failures < free_failures) return 0;
  const double pause = doubled(1, record->failures - free_failures, longest_wait);
  return std::clamp(record->last + pause - now, 0.0, longest_wait);
}

double Throttle::hold_back(const std::string& user, const std::string& address, double now) const {
  const Record* record = find(users_, digest(user), now);
  if (!record || record->failures < failures_unheld) return 0;
  const auto known = known_.find(pair_of(user, address));
  if (known != known_.end() && now - known->second < acquaintance) return 0;
  return doubled(shortest_hold, record->failures - failures_unheld, longest_hold);
}

void Throttle::failed(const std::string& user, const std::string& address, double now) {
  note(addresses_, network_of(address), now);
  note(users_, digest(user), now);
}

// The failures of an address stay: who has one password could else guess at
// others for ever, by showing his own in between.
void Throttle::succeeded(const std::string& user, const std::string& address, double now) {
  const auto key = pair_of(user, address);
  if (!known_.contains(key)) make_room(known_, [](double last) { return last; });
  known_[key] = now;
}

void Throttle::note(Records& records, const std::string& key, double now) {
  if (!find(records, key, now)) {
    records.erase(key);
    make_room(records, [now](const Record& record) {
      const int failures = is_forgiven(record.last, now) ? 0 : record.failures;
      return std::pair(failures, record.last);
    });
  }
  Record& record = records[key];
  ++record.failures;
  record.last = now;
}

}  // namespace wst
