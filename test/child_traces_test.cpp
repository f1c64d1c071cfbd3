// What a run leaves behind, and what it gets of the parent: nothing.
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/unique_fd.h"
#include "catch.h"
#include "child_run.h"
#include "loop.h"
#include "process/child.h"
#include "process/spawn.h"

using namespace wst;
using namespace wst::test;
using namespace wst::test::child_run;

namespace {

/// A mask of /proc/<pid>/status, without signals 32 and 33: those are the C
/// library's own, and it ignores them in what posix_spawn starts.
std::uint64_t signals_in(const std::string& status, const std::string& mask) {
  const std::uint64_t internal = std::uint64_t{3} << 31;
  const std::size_t at = status.find(mask);
  REQUIRE(at != std::string::npos);
  return std::stoull(status.substr(at + mask.size()), nullptr, 16) & ~internal;
}

/// The parent's disposition of a signal, put back at the end.
class Ignored {
 public:
  explicit Ignored(int signal) : signal_(signal), before_(::signal(signal, SIG_IGN)) {}
  ~Ignored() { ::signal(signal_, before_); }
  Ignored(const Ignored&) = delete;
  Ignored& operator=(const Ignored&) = delete;

 private:
  int signal_;
  void (*before_)(int);
};

/// The parent's own standard input, put back at the end.
class OtherStdin {
 public:
  explicit OtherStdin(const char* path) : before_(::fcntl(0, F_DUPFD_CLOEXEC, 3)) {
    const UniqueFd file(::open(path, O_RDONLY | O_CLOEXEC));
    ::dup2(file.get(), 0);
  }
  ~OtherStdin() { ::dup2(before_.get(), 0); }
  OtherStdin(const OtherStdin&) = delete;
  OtherStdin& operator=(const OtherStdin&) = delete;

 private:
  UniqueFd before_;
};

}  // namespace

TEST_CASE("A listener may destroy the child in its own completion, however it ended") {
  const std::string script = GENERATE("true", "exec >&- 2>&-; sleep 0.05", "kill -9 $$",
                                      "sleep 1000", "sleep 1000 & exit 0", "yes");
  INFO(script);
  Recorder recorder;
  recorder.destroy_on_exit = true;
  Command any = shell(script, 0.3);
  any.max_output = 4096;
  run(recorder, any);
  CHECK(!recorder.child);
  run_until(no_children);
}

TEST_CASE("Destroying a running child leaves no process of its group and tells nothing") {
  Recorder recorder;
  start(recorder, shell("trap '' TERM; sleep 1000 & echo $!; sleep 1000"));
  run_until([&] { return recorder.out.find('\n') != std::string::npos; });
  const pid_t grandchild = std::atoi(recorder.out.c_str());
  recorder.child.reset();
  run_until([&] { return no_children() && ended(grandchild); });
  CHECK(recorder.exits.empty());
  CHECK(loop_is_idle());
}

TEST_CASE("Destroying a child at any moment of its life leaves nothing behind") {
  const std::size_t fds = open_fds();
  for (int turns = 0; turns < 12; ++turns) {
    Recorder recorder;
    start(recorder, shell("echo a; sleep 0.002; echo b >&2; exec >&-; sleep 0.002"));
    for (int i = 0; i < turns && recorder.exits.empty(); ++i) {
      ev::get_default_loop().run(ev::ONCE);
    }
    recorder.child.reset();
    run_until(no_children);
  }
  CHECK(open_fds() == fds);
  CHECK(loop_is_idle());
}

TEST_CASE("Destroying a child whose grandchild still holds the pipes ends that too") {
  Recorder recorder;
  start(recorder, shell("sleep 1000 & echo $!; exit 0"));
  run_until([&] { return recorder.out.find('\n') != std::string::npos && no_children(); });
  const pid_t grandchild = std::atoi(recorder.out.c_str());
  CHECK(!ended(grandchild));
  recorder.child.reset();
  run_until([&] { return ended(grandchild); });
  CHECK(recorder.exits.empty());
}

TEST_CASE("A thousand children in a row leave no zombie and no descriptor") {
  const std::size_t fds = open_fds();
  for (int i = 0; i < 1000; ++i) {
    Recorder recorder;
    start(recorder, command({"true"}));
    run_until([&] { return !recorder.exits.empty(); });
    REQUIRE(recorder.exits[0].success());
  }
  CHECK(no_children());
  CHECK(open_fds() == fds);
  CHECK(loop_is_idle());
}

TEST_CASE("Many children at once are each told their own end") {
  std::vector<Recorder> recorders(50);
  for (std::size_t i = 0; i < recorders.size(); ++i) {
    start(recorders[i], shell("echo " + std::to_string(i) + "; exit " + std::to_string(i)));
  }
  for (std::size_t i = 0; i < recorders.size(); ++i) {
    run_until([&] { return !recorders[i].exits.empty(); });
    CHECK(recorders[i].exits[0].code == static_cast<int>(i));
    CHECK(recorders[i].out == std::to_string(i) + "\n");
  }
}

TEST_CASE("Signals the parent ignores or blocks are default and open in the child") {
  const Ignored pipe(SIGPIPE);
  const Ignored interrupt(SIGINT);
  const Ignored hangup(SIGHUP);
  sigset_t blocked;
  sigset_t before;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGUSR1);
  sigaddset(&blocked, SIGTERM);
  sigprocmask(SIG_BLOCK, &blocked, &before);
  Recorder recorder;
  const Exit exit = run(recorder, command({"cat", "/proc/self/status"}));
  sigprocmask(SIG_SETMASK, &before, nullptr);
  CHECK(exit.success());
  CHECK(signals_in(recorder.out, "SigBlk:") == 0);
  CHECK(signals_in(recorder.out, "SigIgn:") == 0);

  Recorder writer;
  CHECK(run(writer, shell("yes | head -1")).success());
  CHECK(writer.out == "y\n");
  CHECK(writer.err.empty());
}

TEST_CASE("A child reads nothing, inherits nothing, and leads its own group") {
  Recorder input;
  {
    const OtherStdin not_dev_null("/etc/passwd");
    CHECK(run(input, command({"readlink", "/proc/self/fd/0"})).success());
  }
  CHECK(input.out == "/dev/null\n");

  const UniqueFd inheritable(::dup(0));
  Recorder fds;
  CHECK(run(fds, command({"ls", "/proc/self/fd"})).success());
  CHECK(fds.out == "0\n1\n2\n3\n");  // 3 is ls reading the folder

  Recorder group;
  start(group, command({"cut", "-d ", "-f1,5", "/proc/self/stat"}));
  const std::string pid = std::to_string(group.child->pid());
  CHECK(finish(group).success());
  CHECK(group.out == pid + " " + pid + "\n");
}

TEST_CASE("A child's environment is the command's and nothing else") {
  const auto environment = GENERATE(values<std::vector<std::string>>({
      {},
      {"A=1", "B=two words", "EMPTY="},
  }));
  Command env = command({"env"});
  env.environment = environment;
  std::string expected;
  for (const std::string& variable : environment) expected += variable + "\n";
  Recorder recorder;
  CHECK(run(recorder, env).success());
  CHECK(recorder.out == expected);
}

TEST_CASE("A child begins in the root folder, and a relative path to it is from ours") {
  Recorder recorder;
  CHECK(run(recorder, shell("pwd")).success());
  CHECK(recorder.out == "/\n");
  Recorder relative;
  const auto there = std::filesystem::relative("/bin/echo");
  CHECK(run(relative, command({there.string(), "here"})).success());
  CHECK(relative.out == "here\n");
}

// Its parent has to die: a process of its own, which starts it as we do and is killed.
TEST_CASE("A child dies with its parent, whatever way that goes") {
  std::array<int, 2> ends{};
  REQUIRE(pipe(ends.data()) == 0);
  const pid_t parent = fork();
  if (parent == 0) {
    pid_t child = 0;
    (void)wst::spawn({"sleep", "1000"}, {"PATH=/usr/bin:/bin"}, {-1, -1, -1}, child);
    (void)!write(ends[1], &child, sizeof child);
    pause();
    _exit(0);
  }
  pid_t child = 0;
  REQUIRE(read(ends[0], &child, sizeof child) == sizeof child);
  REQUIRE(child > 0);
  REQUIRE(kill(child, 0) == 0);
  kill(parent, SIGKILL);
  waitpid(parent, nullptr, 0);
  run_until([&] { return ended(child); });
  for (const int end : ends) close(end);
}
