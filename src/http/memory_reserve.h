// Memory that no new connection may take, so that what is there already goes on: samples, actions,
// and the answers to those who are connected.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace wst {

class MemoryReserve {
 public:
  /// `root`: of the folders `proc` and `sys`.
  explicit MemoryReserve(std::string root = "/") : root_(std::move(root)) {}

  /// Asked before each connection; looks at most ten times a second.
  bool is_touched(double now);

 private:
  /// In bytes, as the kernel tells them.
  struct Room {
    std::uint64_t most = 0;
    std::uint64_t taken = 0;
  };

  [[nodiscard]] bool look() const;
  [[nodiscard]] std::optional<Room> of_process() const;
  [[nodiscard]] std::optional<Room> of_cgroup() const;
  [[nodiscard]] std::optional<Room> of_machine() const;

  std::string root_;
  std::optional<double> looked_at_;
  bool is_touched_ = false;
};

}  // namespace wst
