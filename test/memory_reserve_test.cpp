#include "http/memory_reserve.h"

#include <filesystem>

#include "folder.h"

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
  void has(std::uint64_t total, std::uint64_t available) const {
    write("proc/meminfo", "MemTotal:  " + std::to_string(total << 10) + " kB\nMemFree: 1 kB\n" +
                              "MemAvailable: " + std::to_string(available << 10) + " kB\n");
  }
  void is_in_cgroup(const std::string& most, std::uint64_t taken, std::uint64_t files) const {
    write("proc/self/cgroup", "0::/system.slice/x.service\n");
    const std::string folder = "sys/fs/cgroup/system.slice/x.service/";
    write(folder + "memory.max", most + "\n");
    write(folder + "memory.current", std::to_string(taken << 20) + "\n");
    write(folder + "memory.stat",
          "anon 1\nactive_file 9999999\ninactive_file " + std::to_string(files << 20) + "\n");
  }
  [[nodiscard]] bool is_touched() const { return MemoryReserve(root()).is_touched(0); }
  [[nodiscard]] std::string root() const { return folder_.path("root").string() + "/"; }

 private:
  Folder folder_;
};

std::string mebibytes(std::uint64_t count) { return std::to_string(count << 20); }

}  // namespace

TEST_CASE("where nothing is told of memory there is enough") { CHECK(!Machine().is_touched()); }

TEST_CASE("the reserve is 16 MiB of the machine, or a quarter of a small one") {
  struct Row {
    std::uint64_t total, available;
    bool is_touched;
  };
  for (const auto& [total, available, is_touched] : std::vector<Row>{{1024, 17, false},
                                                                     {1024, 15, true},
                                                                     {1024, 0, true},
                                                                     {32, 9, false},
                                                                     {32, 7, true},
                                                                     {1024, 2048, false}}) {
    INFO(total << ' ' << available);
    Machine machine;
    machine.has(total, available);
    CHECK(machine.is_touched() == is_touched);
  }
}

TEST_CASE("of a cgroup's memory what holds files counts as free") {
  struct Row {
    std::string most;
    std::uint64_t taken, files;
    bool is_touched;
  };
  for (const auto& [most, taken, files, is_touched] :
       std::vector<Row>{{mebibytes(100), 80, 0, false},
                        {mebibytes(100), 90, 0, true},
                        {mebibytes(100), 95, 20, false},
                        {mebibytes(20), 14, 0, false},
                        {mebibytes(20), 16, 0, true},
                        {"max", 5000, 0, false},
                        {"", 1, 0, false}}) {
    INFO(most << ' ' << taken << ' ' << files);
    Machine machine;
    machine.has(1024, 512);
    machine.is_in_cgroup(most, taken, files);
    CHECK(machine.is_touched() == is_touched);
  }
}

TEST_CASE("it is looked at ten times a second at most") {
  Machine machine;
  machine.has(1024, 512);
  MemoryReserve reserve(machine.root());
  CHECK(!reserve.is_touched(100));
  machine.has(1024, 1);
  CHECK(!reserve.is_touched(100.05));
  CHECK(reserve.is_touched(100.11));
  machine.has(1024, 512);
  CHECK(reserve.is_touched(100.2));
  CHECK(!reserve.is_touched(100.22));
}
