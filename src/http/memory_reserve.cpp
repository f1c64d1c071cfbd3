#include "http/memory_reserve.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <string_view>

namespace wst {

namespace {

constexpr double seconds_between_looks = 0.1;
constexpr std::uint64_t most_reserved = std::uint64_t{16} << 20;
constexpr std::uint64_t least_share = 4;  // a quarter of what there is at all

/// The number behind `name`, in a file with one on each line: `MemAvailable:  123 kB`.
std::optional<std::uint64_t> number_in(const std::string& path, std::string_view name) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(name)) return std::strtoull(line.c_str() + name.size(), nullptr, 10);
  }
  return std::nullopt;
}

/// The file's only number; `max` is none.
std::optional<std::uint64_t> number_in(const std::string& path) {
  std::ifstream file(path);
  std::uint64_t number = 0;
  return file >> number ? std::optional(number) : std::nullopt;
}

}  // namespace

bool MemoryReserve::is_touched(double now) {
  const bool is_due = !looked_at_ || now - *looked_at_ >= seconds_between_looks;
  if (!is_due) return is_touched_;
  looked_at_ = now;
  is_touched_ = look();
  return is_touched_;
}

bool MemoryReserve::look() const {
  for (const auto& room : {of_process(), of_cgroup(), of_machine()}) {
    if (!room) continue;
    const auto reserve = std::min(most_reserved, room->most / least_share);
    if (room->most < room->taken + reserve) return true;
  }
  return false;
}

std::optional<MemoryReserve::Room> MemoryReserve::of_process() const {
  rlimit limit{};
  if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return std::nullopt;
  const auto pages = number_in(root_ + "proc/self/statm");
  if (!pages) return std::nullopt;
  return Room{limit.rlim_cur, *pages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE))};
}

// Version 2; what it holds of files is given back when it is needed.
std::optional<MemoryReserve::Room> MemoryReserve::of_cgroup() const {
  std::ifstream file(root_ + "proc/self/cgroup");
  std::string line;
  if (!std::getline(file, line) || !line.starts_with("0::/")) return std::nullopt;
  const std::string folder = root_ + "sys/fs/cgroup" + line.substr(3);
  const auto most = number_in(folder + "/memory.max");
  const auto taken = number_in(folder + "/memory.current");
  if (!most || !taken) return std::nullopt;
  const auto files = number_in(folder + "/memory.stat", "inactive_file ").value_or(0);
  return Room{*most, *taken - std::min(files, *taken)};
}

std::optional<MemoryReserve::Room> MemoryReserve::of_machine() const {
  constexpr std::uint64_t kibibyte = 1024;
  const auto most = number_in(root_ + "proc/meminfo", "MemTotal:");
  const auto left = number_in(root_ + "proc/meminfo", "MemAvailable:");
  if (!most || !left) return std::nullopt;
  return Room{*most * kibibyte, (*most - std::min(*left, *most)) * kibibyte};
}

}  // namespace wst
