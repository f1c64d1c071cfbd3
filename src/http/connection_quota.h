// How many connections there are, in all and from each address, wherever in
// the server they are.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "base/result.h"

namespace wst {

class ConnectionQuota;

/// A place for a connection; given back when it is destroyed.
class QuotaSlot {
 public:
  QuotaSlot(QuotaSlot&& other) noexcept
      : quota_(std::exchange(other.quota_, nullptr)), at_(other.at_) {}
  QuotaSlot& operator=(QuotaSlot&& other) noexcept {
    std::swap(quota_, other.quota_);
    std::swap(at_, other.at_);
    return *this;
  }
  QuotaSlot(const QuotaSlot&) = delete;
  QuotaSlot& operator=(const QuotaSlot&) = delete;
  ~QuotaSlot();

  /// It is `address` that has it, as a proxy says. The error names the
  /// option whose limit is reached; then all stays as it was.
  std::optional<Error> move_to(const std::string& address);

 private:
  friend class ConnectionQuota;
  using Address = std::map<std::string, std::size_t>::iterator;
  QuotaSlot(ConnectionQuota& quota, Address at) : quota_(&quota), at_(at) {}

  ConnectionQuota* quota_;
  Address at_;  // the end if it counts for no address
};

/// Not movable: it outlives its slots, which know it. Of IPv6 addresses those
/// of one network (/64) count as one, for they are one client's.
class ConnectionQuota {
 public:
  ConnectionQuota(std::size_t most, std::size_t most_per_address)
      : most_(most), most_per_address_(most_per_address) {}
  ConnectionQuota(const ConnectionQuota&) = delete;
  ConnectionQuota& operator=(const ConnectionQuota&) = delete;

  /// Unless `limited`, as for a proxy, it counts for no address until it is
  /// moved. The error names the option whose limit is reached.
  Result<QuotaSlot> take(const std::string& address, bool limited = true);
  [[nodiscard]] std::size_t taken() const { return taken_; }

 private:
  friend class QuotaSlot;

  Result<QuotaSlot::Address> count(const std::string& address);
  void forget(QuotaSlot::Address at);

  std::size_t most_;
  std::size_t most_per_address_;
  std::size_t taken_ = 0;
  std::map<std::string, std::size_t> per_address_;
};

}  // namespace wst
