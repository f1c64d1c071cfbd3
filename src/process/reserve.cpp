#include "process/reserve.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <climits>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string_view>

namespace wst {

namespace {

constexpr double seconds_between_looks = 0.1;
// Four programs that are started at once, and some files.
constexpr int own_descriptors = 24;
constexpr std::uint64_t own_memory = std::uint64_t{16} << 20;
// A sample and an action, each with its shell or ssh and torify before it, and two passwords.
constexpr std::uint64_t own_tasks = 8;
constexpr std::uint64_t least_share = 4;  // a quarter of what there is at all

/// The number behind `name`, in a file with one on each line: `MemAvailable:  123 kB`.
std::optional<std::uint64_t> number_in(const std::string& path, std::string_view name,
                                       int base = 10) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(name)) return std::strtoull(line.c_str() + name.size(), nullptr, base);
  }
  return std::nullopt;
}

/// The file's only number; `max` is none.
std::optional<std::uint64_t> number_in(const std::string& path) {
  std::ifstream file(path);
  std::uint64_t number = 0;
  return file >> number ? std::optional(number) : std::nullopt;
}

/// Of `/proc/loadavg`, `0.20 0.18 0.12 1/80 11206`, the 80: all tasks there are.
std::optional<std::uint64_t> tasks_in(const std::string& path) {
  std::ifstream file(path);
  std::string runnable;
  for (int i = 0; i < 4; ++i) file >> runnable;
  const auto slash = runnable.find('/');
  if (slash == std::string::npos) return std::nullopt;
  return std::strtoull(runnable.c_str() + slash + 1, nullptr, 10);
}

/// Each folder of `proc` with a number is a process.
std::uint64_t count_tasks(uid_t user, const std::string& proc) {
  std::uint64_t tasks = 0;
  std::error_code gone;
  for (const auto& entry : std::filesystem::directory_iterator(proc, gone)) {
    const std::string name = entry.path().filename();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    const std::string status = proc + "/" + name + "/status";
    if (number_in(status, "Uid:") == user) tasks += number_in(status, "Threads:").value_or(1);
  }
  return tasks;
}

/// Whom RLIMIT_NPROC does not bind: see setrlimit(2).
bool has_no_task_limit(const std::string& status) {
  constexpr unsigned sys_admin = 21;
  constexpr unsigned sys_resource = 24;
  const auto effective = number_in(status, "CapEff:", 16).value_or(0);
  return getuid() == 0 || ((effective >> sys_admin | effective >> sys_resource) & 1) != 0;
}

}  // namespace

std::string words_for(Shortage shortage) {
  switch (shortage) {
    case Shortage::descriptors:
      return "too few file descriptors are left";
    case Shortage::memory:
      return "too little memory is left";
    case Shortage::processes:
      return "too few processes are left";
    case Shortage::none:
      break;
  }
  return {};
}

Shortage Reserve::shortage(double now) {
  if (looked_at_ && now - *looked_at_ < seconds_between_looks) return last_;
  looked_at_ = now;
  last_ = look();
  return last_;
}

// The kernel gives the lowest number that is free.
Shortage Reserve::shortage_with(int descriptor) {
  rlimit limit{};
  const bool known = getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < INT_MAX;
  const bool scarce = known && descriptor >= static_cast<int>(limit.rlim_cur) - own_descriptors;
  return scarce ? Shortage::descriptors : Shortage::none;
}

Shortage Reserve::look() const {
  std::vector<std::optional<Room>> rooms{memory_of_process(), memory_of_machine(), tasks_of_user(),
                                         tasks_of_machine()};
  for (const std::string& cgroup : cgroups()) {
    rooms.push_back(memory_of(cgroup));
    rooms.push_back(tasks_of(cgroup));
  }
  const auto found = std::find_if(rooms.begin(), rooms.end(),
                                  [](const auto& room) { return room && room->is_short(); });
  return found == rooms.end() ? Shortage::none : (*found)->kind;
}

bool Reserve::Room::is_short() const {
  const auto own = kind == Shortage::memory ? own_memory : own_tasks;
  return most < taken + std::clamp<std::uint64_t>(most / least_share, 1, own);
}

/// Our folder, of version 2, and those above it: each of them may have limits.
std::vector<std::string> Reserve::cgroups() const {
  std::ifstream file(root_ + "proc/self/cgroup");
  std::string line;
  while (std::getline(file, line) && !line.starts_with("0::/")) continue;
  if (!file) return {};
  std::string path = line.substr(3);
  std::vector<std::string> folders{root_ + "sys/fs/cgroup" + path};
  while (path.size() > 1) {
    path.resize(path.rfind('/'));
    folders.push_back(root_ + "sys/fs/cgroup" + path);
  }
  return folders;
}

std::optional<Reserve::Room> Reserve::memory_of_process() const {
  rlimit limit{};
  if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return std::nullopt;
  const auto pages = number_in(root_ + "proc/self/statm");
  if (!pages) return std::nullopt;
  const auto bytes = *pages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  return Room{Shortage::memory, limit.rlim_cur, bytes};
}

// What it holds of files is given back when it is needed.
std::optional<Reserve::Room> Reserve::memory_of(const std::string& cgroup) {
  const auto most = number_in(cgroup + "/memory.max");
  const auto taken = number_in(cgroup + "/memory.current");
  if (!most || !taken) return std::nullopt;
  const auto files = number_in(cgroup + "/memory.stat", "inactive_file ").value_or(0);
  return Room{Shortage::memory, *most, *taken - std::min(files, *taken)};
}

std::optional<Reserve::Room> Reserve::tasks_of(const std::string& cgroup) {
  const auto most = number_in(cgroup + "/pids.max");
  const auto taken = number_in(cgroup + "/pids.current");
  if (!most || !taken) return std::nullopt;
  return Room{Shortage::processes, *most, *taken};
}

std::optional<Reserve::Room> Reserve::memory_of_machine() const {
  constexpr std::uint64_t kibibyte = 1024;
  const auto most = number_in(root_ + "proc/meminfo", "MemTotal:");
  const auto left = number_in(root_ + "proc/meminfo", "MemAvailable:");
  if (!most || !left) return std::nullopt;
  return Room{Shortage::memory, *most * kibibyte, (*most - std::min(*left, *most)) * kibibyte};
}

// To count them takes a look at every process: only where all that there are could be too many.
std::optional<Reserve::Room> Reserve::tasks_of_user() const {
  rlimit limit{};
  if (getrlimit(RLIMIT_NPROC, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return std::nullopt;
  if (has_no_task_limit(root_ + "proc/self/status")) return std::nullopt;
  const auto all = tasks_in(root_ + "proc/loadavg");
  if (all && *all + own_tasks <= limit.rlim_cur) return std::nullopt;
  return Room{Shortage::processes, limit.rlim_cur, count_tasks(getuid(), root_ + "proc")};
}

// Of all pids, too, there may be too few; but a container may have fewer pids of its own than the
// tasks that are told here, which are the whole machine's.
std::optional<Reserve::Room> Reserve::tasks_of_machine() const {
  const auto most = number_in(root_ + "proc/sys/kernel/threads-max");
  const auto taken = tasks_in(root_ + "proc/loadavg");
  if (!most || !taken) return std::nullopt;
  return Room{Shortage::processes, *most, *taken};
}

}  // namespace wst
