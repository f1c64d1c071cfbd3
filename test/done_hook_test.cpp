#include "feed/done_hook.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/unique_fd.h"
#include "catch.h"
#include "fakes.h"
#include "loop.h"
#include "process/child.h"

using namespace wst;
using test::FakeRunner;

namespace {

const DoneTorrent album{.id = 7,
                        .hash = std::string(40, 'a'),
                        .name = "An album; $(reboot)",
                        .dir = "/srv/music",
                        .labels = {"music", "new"},
                        .bytes = 5e9};

DoneTorrent named(const std::string& name) {
  DoneTorrent torrent;
  torrent.name = name;
  return torrent;
}

struct World {
  FakeRunner runner;
  std::optional<DoneHook> hook{std::in_place, std::vector<std::string>{"notify", "--loud"},
                               std::vector<std::string>{"PATH=/bin", "TR_TORRENT_NAME=stale"},
                               runner};

  [[nodiscard]] bool told(const std::string& variable) const {
    const auto& environment = runner.commands.back().environment;
    return std::find(environment.begin(), environment.end(), variable) != environment.end();
  }
};

/// What is logged while it lives.
class Log {
 public:
  Log() : file_(std::tmpfile()), before_(::fcntl(2, F_DUPFD_CLOEXEC, 3)) {
    REQUIRE(file_);
    ::dup2(::fileno(file_), 2);
  }
  ~Log() {
    ::dup2(before_.get(), 2);
    std::fclose(file_);
  }
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  [[nodiscard]] std::string text() const {
    std::fflush(stderr);
    std::string text(100'000, '\0');
    const ssize_t read = ::pread(::fileno(file_), text.data(), text.size(), 0);
    text.resize(read < 0 ? 0 : static_cast<std::size_t>(read));
    return text;
  }
  [[nodiscard]] bool tells(const std::string& part) const {
    return text().find(part) != std::string::npos;
  }

 private:
  std::FILE* file_;
  UniqueFd before_;
};

}  // namespace

TEST_CASE("A complete torrent runs the program, with its facts in the environment") {
  World world;
  world.hook->on_done(album);
  REQUIRE(world.runner.commands.size() == 1);
  CHECK(world.runner.commands[0].argv == std::vector<std::string>{"notify", "--loud"});
  CHECK(world.runner.commands[0].deadline == 3600);
  CHECK(world.told("PATH=/bin"));
  CHECK(world.told("TR_TORRENT_ID=7"));
  CHECK(world.told("TR_TORRENT_HASH=" + std::string(40, 'a')));
  CHECK(world.told("TR_TORRENT_NAME=An album; $(reboot)"));
  CHECK(world.told("TR_TORRENT_DIR=/srv/music"));
  CHECK(world.told("TR_TORRENT_LABELS=music,new"));
  CHECK(world.told("TR_TORRENT_BYTES_DOWNLOADED=5000000000"));
  CHECK(!world.told("TR_TORRENT_NAME=stale"));
}

TEST_CASE("Many that complete at once run one after the other, in their order") {
  World world;
  for (int i = 0; i < 5; ++i) world.hook->on_done(named("t" + std::to_string(i)));
  for (int i = 0; i < 5; ++i) {
    CHECK(world.told("TR_TORRENT_NAME=t" + std::to_string(i)));
    world.runner.end();
  }
  CHECK(world.runner.commands.size() == 5);
  CHECK(world.runner.running() == 0);
  CHECK(world.runner.most_at_once == 1);
}

TEST_CASE("A run that fails is logged with its last words, and the next one goes on") {
  World world;
  const Log log;
  world.hook->on_done(named("first\x1b[31m"));
  world.hook->on_done(named("second"));
  world.runner.print_error(std::string(10'000, '.') + "\nno such folder\n");
  world.runner.end_with(3);
  CHECK(log.tells("--on-done for first [31m failed: exit status 3; it said: "));
  CHECK(log.text().size() < 1000);
  CHECK(world.told("TR_TORRENT_NAME=second"));
  world.runner.end();
  CHECK(!log.tells("second"));
}

TEST_CASE("A thousand may wait, one more is left out and that is logged") {
  World world;
  const Log log;
  for (int i = 0; i < 1001; ++i) world.hook->on_done(named("t"));
  CHECK(log.text().empty());
  world.hook->on_done(named("one too many"));
  CHECK(log.tells("--on-done is left out for one too many: 1000 wait already"));
  for (int i = 0; i < 1001; ++i) world.runner.end();
  CHECK(world.runner.running() == 0);
}

TEST_CASE("At the end what runs is ended and what waits is not begun") {
  World world;
  for (int i = 0; i < 3; ++i) world.hook->on_done(named("t"));
  world.hook.reset();
  CHECK(world.runner.commands.size() == 1);
  CHECK(world.runner.running() == 0);
}

TEST_CASE("A real program sees the facts, whatever is in them") {
  ProcessRunner processes{ev::get_default_loop()};
  const Log log;
  DoneHook hook({"/bin/sh", "-c", "echo \"$TR_TORRENT_NAME/$TR_TORRENT_LABELS\" >&2; exit 1"}, {},
                processes);
  hook.on_done(album);
  test::run_until([&] { return log.tells("failed"); });
  CHECK(log.tells("; it said: An album; $(reboot)/music,new"));
  CHECK(test::loop_is_idle());
}

TEST_CASE("A program that cannot be run is logged") {
  ProcessRunner processes{ev::get_default_loop()};
  const Log log;
  DoneHook hook({"no-such-program-here"}, {}, processes);
  hook.on_done(album);
  test::run_until([&] { return log.tells("cannot run no-such-program-here"); });
  CHECK(test::loop_is_idle());
}
