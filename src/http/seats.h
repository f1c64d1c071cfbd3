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

class Seats;

/// A connection's place; given back when it is destroyed.
class Seat {
 public:
  Seat(Seat&& other) noexcept : seats_(std::exchange(other.seats_, nullptr)), at_(other.at_) {}
  Seat& operator=(Seat&& other) noexcept {
    std::swap(seats_, other.seats_);
    std::swap(at_, other.at_);
    return *this;
  }
  Seat(const Seat&) = delete;
  Seat& operator=(const Seat&) = delete;
  ~Seat();

  /// It is `address` that sits here, as a proxy says. The error names the
  /// option whose limit is reached; then all stays as it was.
  std::optional<Error> move_to(const std::string& address);

 private:
  friend class Seats;
  using Address = std::map<std::string, std::size_t>::iterator;
  Seat(Seats& seats, Address at) : seats_(&seats), at_(at) {}

  Seats* seats_;
  Address at_;  // the end if it counts for no address
};

/// Not movable: it outlives its seats, which know it. Of IPv6 addresses those
/// of one network (/64) count as one, for they are one client's.
class Seats {
 public:
  Seats(std::size_t most, std::size_t most_per_address)
      : most_(most), most_per_address_(most_per_address) {}
  Seats(const Seats&) = delete;
  Seats& operator=(const Seats&) = delete;

  /// Unless `limited`, as for a proxy, it counts for no address until it is
  /// moved. The error names the option whose limit is reached.
  Result<Seat> take(const std::string& address, bool limited = true);
  [[nodiscard]] std::size_t taken() const { return taken_; }

 private:
  friend class Seat;

  Result<Seat::Address> count(const std::string& address);
  void forget(Seat::Address at);

  std::size_t most_;
  std::size_t most_per_address_;
  std::size_t taken_ = 0;
  std::map<std::string, std::size_t> per_address_;
};

}  // namespace wst
