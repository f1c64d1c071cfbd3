// How long those must wait who guess passwords: per address, and per name.
#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>

namespace wst {

/// What counts as one address: of IPv6 the /64, for whoever has one address of
/// it has them all.
std::string network_of(const std::string& address);

/// Times are in seconds, of any clock that does not go back. Bounded: past
/// 4096 addresses or names those with the fewest failures are forgotten first,
/// of these the oldest.
class Throttle {
 public:
  /// Seconds until `address` may try again; 0: now. Five failures are free;
  /// then each doubles the wait, from 1 s to 15 minutes. An hour without any
  /// is forgiveness. Addresses count by their
  /// network_of().
  [[nodiscard]] double wait(const std::string& address, double now) const;
  /// Seconds by which the answer to a try is to be held back, whether it is
  /// right or wrong: after ten failures with this name by anybody 0.1 s,
  /// doubling up to 3 s; never for an address from which this user has logged
  /// in within 30 days.
  [[nodiscard]] double hold_back(const std::string& user, const std::string& address,
                                 double now) const;
  void failed(const std::string& user, const std::string& address, double now);
  void succeeded(const std::string& user, const std::string& address, double now);

 private:
  struct Record {
    int failures = 0;
    double last = 0;
  };
  using Records = std::unordered_map<std::string, Record>;

  /// Null if there is none, or it has been forgiven.
  static const Record* find(const Records& records, const std::string& key, double now);
  static void note(Records& records, const std::string& key, double now);

  Records addresses_;
  Records users_;
  std::unordered_map<std::string, double> known_;  // user and address that belong together
};

}  // namespace wst
