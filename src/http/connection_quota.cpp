#include "http/connection_quota.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <array>

namespace wst {

namespace {

constexpr std::size_t network_bytes = 8;  // of an IPv6 address
constexpr std::size_t ipv4_begins = 12;   // in an IPv6 address that stands for one of IPv4

Error full(const std::string& option) {
  return {"too many connections; the limit is set by " + option, "wstorrent.error.busy"};
}

std::string network_of(const std::string& address) {
  in6_addr ipv6{};
  const std::string without_scope = address.substr(0, address.find('%'));
  if (inet_pton(AF_INET6, without_scope.c_str(), &ipv6) != 1) return address;
  if (IN6_IS_ADDR_V4MAPPED(&ipv6)) {
    std::array<char, INET_ADDRSTRLEN> ipv4{};
    return inet_ntop(AF_INET, ipv6.s6_addr + ipv4_begins, ipv4.data(), ipv4.size());
  }
  return std::string(reinterpret_cast<const char*>(ipv6.s6_addr), network_bytes);
}

}  // namespace

QuotaSlot::~QuotaSlot() {
  if (!quota_) return;
  --quota_->taken_;
  quota_->forget(at_);
}

std::optional<Error> QuotaSlot::move_to(const std::string& address) {
  if (at_ != quota_->per_address_.end() && at_->first == network_of(address)) return std::nullopt;
  const auto at = quota_->count(address);
  if (!at) return at.error();
  quota_->forget(std::exchange(at_, at.value()));
  return std::nullopt;
}

Result<QuotaSlot> ConnectionQuota::take(const std::string& address, bool limited) {
  if (taken_ >= most_) return full("--max-connections");
  const auto at = limited ? count(address) : Result(per_address_.end());
  if (!at) return at.error();
  ++taken_;
  return QuotaSlot(*this, at.value());
}

Result<QuotaSlot::Address> ConnectionQuota::count(const std::string& address) {
  const auto network = network_of(address);
  const auto known = per_address_.find(network);
  if (known != per_address_.end() && known->second >= most_per_address_) {
    return full("--max-connections-per-address");
  }
  const auto at = per_address_.try_emplace(network, 0).first;
  ++at->second;
  return at;
}

void ConnectionQuota::forget(QuotaSlot::Address at) {
  if (at != per_address_.end() && --at->second == 0) per_address_.erase(at);
}

}  // namespace wst
