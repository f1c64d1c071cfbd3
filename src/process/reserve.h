// What nobody new may take of descriptors, memory and processes, so that what is there already goes
// on: samples, actions, and the answers to those who are connected.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace wst {

enum class Shortage { none, descriptors, memory, processes };

/// In words: "too few processes are left"; empty for none.
std::string words_for(Shortage shortage);

class Reserve {
 public:
  /// `root`: of the folders `proc` and `sys`.
  explicit Reserve(std::string root = "/") : root_(std::move(root)) {}

  /// Asked before each connection and each check of a password; looks at most ten times a second.
  Shortage shortage(double now);
  /// Whether one who holds `descriptor`, just opened, leaves enough of them.
  static Shortage shortage_with(int descriptor);

 private:
  /// As the kernel tells it: bytes, or tasks.
  struct Room {
    Shortage kind = Shortage::none;
    std::uint64_t most = 0;
    std::uint64_t taken = 0;
    [[nodiscard]] bool is_short() const;
  };
  static std::optional<Room> memory_of(const std::string& cgroup);
  static std::optional<Room> tasks_of(const std::string& cgroup);

  [[nodiscard]] Shortage look() const;
  [[nodiscard]] std::vector<std::string> cgroups() const;
  [[nodiscard]] std::optional<Room> memory_of_process() const;
  [[nodiscard]] std::optional<Room> memory_of_machine() const;
  [[nodiscard]] std::optional<Room> tasks_of_user() const;
  [[nodiscard]] std::optional<Room> tasks_of_machine() const;

  std::string root_;
  std::optional<double> looked_at_;
  Shortage last_ = Shortage::none;
};

}  // namespace wst
