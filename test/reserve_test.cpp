#include "process/reserve.h"

#include <sys/resource.h>

#include <algorithm>
#include <filesystem>

#include "temporary_folder.h"

using namespace wst;
using namespace wst::test;

namespace {

/// A machine that the test plays, in a folder.
class Machine {
 public:
  void write(const std::string& name, const std::string& content) const {
    const auto path = std::filesystem::path(name);
    std::filesystem::create_directories(folder_.path("root") / path.parent_path());
    folder_.write("root/" + name, content);
  }
  /// In MiB.
  void has_memory(std::uint64_t total, std::uint64_t available) const {
    write("proc/meminfo", "MemTotal:  " + std::to_string(total << 10) + " kB\nMemFree: 1 kB\n" +
                              "MemAvailable: " + std::to_string(available << 10) + " kB\n");
  }
  void has_tasks(std::uint64_t most, std::uint64_t taken) const {
    write("proc/sys/kernel/threads-max", std::to_string(most) + "\n");
    write("proc/loadavg", "0.20 0.18 0.12 1/" + std::to_string(taken) + " 11206\n");
  }
  void is_in_cgroup() const { write("proc/self/cgroup", "1:cpu:/\n0::/system.slice/x.service\n"); }
  [[nodiscard]] Shortage shortage() const { return Reserve(root()).shortage(0); }
  [[nodiscard]] std::string root() const { return folder_.path("root").string() + "/"; }

 private:
  TemporaryFolder folder_;
};

const std::vector<std::string> cgroups = {"sys/fs/cgroup/system.slice/x.service/",
                                          "sys/fs/cgroup/system.slice/", "sys/fs/cgroup/"};

std::string mebibytes(std::uint64_t count) { return std::to_string(count << 20); }

}  // namespace

TEST_CASE("where nothing is told there is enough") {
  CHECK(Machine().shortage() == Shortage::none);
}

TEST_CASE("the reserve is 16 MiB of the machine, or a quarter of a small one") {
  struct Row {
    std::uint64_t total, available;
    Shortage shortage;
  };
  for (const auto& [total, available, shortage] : std::vector<Row>{{1024, 17, Shortage::none},
                                                                   {1024, 15, Shortage::memory},
                                                                   {1024, 0, Shortage::memory},
                                                                   {32, 9, Shortage::none},
                                                                   {32, 7, Shortage::memory},
                                                                   {1024, 2048, Shortage::none}}) {
    INFO(total << ' ' << available);
    Machine machine;
    machine.has_memory(total, available);
    CHECK(machine.shortage() == shortage);
  }
}

TEST_CASE("of a cgroup's memory, or of one above it, what holds files counts as free") {
  struct Row {
    std::string most;
    std::uint64_t taken, files;
    Shortage shortage;
  };
  for (const auto& [most, taken, files, shortage] :
       std::vector<Row>{{mebibytes(100), 80, 0, Shortage::none},
                        {mebibytes(100), 90, 0, Shortage::memory},
                        {mebibytes(100), 95, 20, Shortage::none},
                        {mebibytes(20), 14, 0, Shortage::none},
                        {mebibytes(20), 16, 0, Shortage::memory},
                        {"max", 5000, 0, Shortage::none},
                        {"", 1, 0, Shortage::none}}) {
    for (const auto& cgroup : cgroups) {
      INFO(cgroup << ' ' << most << ' ' << taken << ' ' << files);
      Machine machine;
      machine.has_memory(1024, 512);
      machine.is_in_cgroup();
      machine.write(cgroup + "memory.max", most + "\n");
      machine.write(cgroup + "memory.current", mebibytes(taken) + "\n");
      machine.write(cgroup + "memory.stat",
                    "anon 1\nactive_file 9999999\ninactive_file " + mebibytes(files) + "\n");
      CHECK(machine.shortage() == shortage);
    }
  }
}

TEST_CASE("eight tasks are kept, or a quarter where there are few, of the machine's") {
  struct Row {
    std::uint64_t most, taken;
    Shortage shortage;
  };
  for (const auto& [most, taken, shortage] : std::vector<Row>{{1000, 992, Shortage::none},
                                                              {1000, 993, Shortage::processes},
                                                              {1000, 1000, Shortage::processes},
                                                              {16, 12, Shortage::none},
                                                              {16, 13, Shortage::processes},
                                                              {2, 2, Shortage::processes}}) {
    INFO(most << ' ' << taken);
    Machine machine;
    machine.has_tasks(most, taken);
    CHECK(machine.shortage() == shortage);
  }
}

TEST_CASE("and of a cgroup's, or of one above it") {
  struct Row {
    std::string most;
    std::uint64_t taken;
    Shortage shortage;
  };
  for (const auto& [most, taken, shortage] : std::vector<Row>{{"100", 92, Shortage::none},
                                                              {"100", 93, Shortage::processes},
                                                              {"max", 5000, Shortage::none}}) {
    for (const auto& cgroup : cgroups) {
      INFO(cgroup << ' ' << most << ' ' << taken);
      Machine machine;
      machine.is_in_cgroup();
      machine.write(cgroup + "pids.max", most + "\n");
      machine.write(cgroup + "pids.current", std::to_string(taken) + "\n");
      CHECK(machine.shortage() == shortage);
    }
  }
}

TEST_CASE("descriptors: 24 are kept") {
  rlimit limit{};
  REQUIRE(getrlimit(RLIMIT_NOFILE, &limit) == 0);
  const auto most = static_cast<int>(std::min<rlim_t>(limit.rlim_cur, 1 << 20));
  const rlimit fewer{static_cast<rlim_t>(most), limit.rlim_max};
  REQUIRE(setrlimit(RLIMIT_NOFILE, &fewer) == 0);
  CHECK(Reserve::shortage_with(most - 25) == Shortage::none);
  CHECK(Reserve::shortage_with(most - 24) == Shortage::descriptors);
  setrlimit(RLIMIT_NOFILE, &limit);
}

TEST_CASE("it is looked at ten times a second at most") {
  Machine machine;
  machine.has_memory(1024, 512);
  Reserve reserve(machine.root());
  CHECK(reserve.shortage(100) == Shortage::none);
  machine.has_memory(1024, 1);
  CHECK(reserve.shortage(100.05) == Shortage::none);
  CHECK(reserve.shortage(100.11) == Shortage::memory);
  machine.has_memory(1024, 512);
  CHECK(reserve.shortage(100.2) == Shortage::memory);
  CHECK(reserve.shortage(100.22) == Shortage::none);
}

TEST_CASE("each shortage has its words") {
  CHECK(words_for(Shortage::none).empty());
  CHECK(words_for(Shortage::descriptors) == "too few file descriptors are left");
  CHECK(words_for(Shortage::memory) == "too little memory is left");
  CHECK(words_for(Shortage::processes) == "too few processes are left");
}
