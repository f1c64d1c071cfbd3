// How a run ends: by itself, at its deadline, at its cap, or before it began.
// Real programs, each misbehaving in one way.
#include "process/child.h"

#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "catch.h"
#include "child_run.h"
#include "loop.h"

using namespace wst;
using namespace wst::test;
using namespace wst::test::child_run;
using Kind = Exit::Kind;

namespace {

std::string numbers(int first, int last) {
  std::string text;
  for (int i = first; i <= last; ++i) text += std::to_string(i) + "\n";
  return text;
}

std::string spawn_error(const Command& command) {
  Recorder recorder;
  const auto child = Child::spawn(ev::get_default_loop(), command, recorder);
  REQUIRE(!child);
  return child.error().message;
}

/// Lets the process open `more` further descriptors and no other.
class FewDescriptors {
 public:
  explicit FewDescriptors(unsigned more) {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const int next = ::dup(0);
    ::close(next);
    const rlimit few{static_cast<rlim_t>(next) + more, before_.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &few);
  }
  ~FewDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }
  FewDescriptors(const FewDescriptors&) = delete;
  FewDescriptors& operator=(const FewDescriptors&) = delete;

 private:
  rlimit before_{};
};

}  // namespace

TEST_CASE("A child's output arrives on the stream it was written to") {
  Recorder recorder;
  const Exit exit = run(recorder, shell("echo out; echo err >&2"));
  CHECK(exit.success());
  CHECK(exit.reason.empty());
  CHECK(recorder.out == "out\n");
  CHECK(recorder.err == "err\n");
}

TEST_CASE("A program is found in PATH and its arguments arrive as they are") {
  Recorder recorder;
  CHECK(run(recorder, command({"printf", "%s|", "a b", "", "$HOME", "'\"\\\n*"})).success());
  CHECK(recorder.out == "a b||$HOME|'\"\\\n*|");
}

TEST_CASE("Ten megabytes on each stream at once arrive intact and in order") {
  Recorder recorder;
  const Exit exit = run(recorder, shell("seq 1 1500000 & seq 2000000 3300000 >&2; wait"));
  CHECK(exit.success());
  CHECK(recorder.out.size() > 10'000'000);
  CHECK(recorder.err.size() > 10'000'000);
  CHECK((recorder.out == numbers(1, 1500000)));
  CHECK((recorder.err == numbers(2000000, 3300000)));
}

TEST_CASE("The ways a child ends by itself are told with code and reason") {
  struct Case {
    std::string script;
    Kind kind;
    int code;
    std::string reason;
  };
  const auto expected = GENERATE(values<Case>({
      {"exit 0", Kind::exited, 0, ""},
      {"exit 3", Kind::exited, 3, "sh exited with status 3"},
      {"exit 255", Kind::exited, 255, "sh exited with status 255"},
      {"kill -SEGV $$", Kind::signalled, 11, "sh was ended by signal 11 (Segmentation fault)"},
      {"kill -KILL $$", Kind::signalled, 9, "sh was ended by signal 9 (Killed)"},
      {"kill -TERM $$", Kind::signalled, 15, "sh was ended by signal 15 (Terminated)"},
      {"kill -40 $$", Kind::signalled, 40, "sh was ended by signal 40"},
  }));
  INFO(expected.script);
  Recorder recorder;
  const Exit exit = run(recorder, shell("ulimit -c 0; " + expected.script));
  CHECK(exit.kind == expected.kind);
  CHECK(exit.code == expected.code);
  CHECK(exit.reason == expected.reason);
}

TEST_CASE("What cannot be run is an error that names it and says why") {
  const std::size_t fds = open_fds();
  CHECK(spawn_error(command({"no-such-program-here"})) ==
        "cannot run no-such-program-here: No such file or directory");
  CHECK(spawn_error(command({"/nowhere/at/all"})) ==
        "cannot run /nowhere/at/all: No such file or directory");
  CHECK(spawn_error(command({"/etc/passwd"})) == "cannot run /etc/passwd: Permission denied");
  CHECK(spawn_error(command({"/"})) == "cannot run /: Permission denied");
  CHECK(spawn_error(command({})) == "cannot run a program: the command is empty");
  CHECK(spawn_error(command({""})) == "cannot run a program: the command is empty");
  CHECK(spawn_error(command({"echo", std::string("a\0b", 3)})) ==
        "cannot run echo: an argument or variable holds a NUL byte");
  CHECK(open_fds() == fds);
  CHECK(no_children());
  CHECK(loop_is_idle());
}

TEST_CASE("Running out of descriptors is an error and loses none") {
  const unsigned spare = GENERATE(0u, 1u, 2u, 3u);
  INFO(spare);
  const std::size_t fds = open_fds();
  std::string message;
  {
    const FewDescriptors few(spare);
    message = spawn_error(command({"true"}));
  }
  CHECK(message == "cannot run true: Too many open files");
  CHECK(open_fds() == fds);
}

TEST_CASE("A child that hangs is ended at its deadline") {
  Recorder recorder;
  const Exit exit = run(recorder, shell("echo begun; sleep 1000", 0.2));
  CHECK(exit.kind == Kind::timed_out);
  CHECK(exit.reason == "sh did not finish within 0.2 s and was ended");
  CHECK(recorder.out == "begun\n");
  CHECK(no_children());
}

namespace {

/// Runs it, but does not look at it before the pause is over.
Exit run_through_pause(Recorder& recorder, const Command& command, double seconds) {
  const auto child = Child::spawn(ev::get_default_loop(), command, recorder);
  REQUIRE(child);
  usleep(static_cast<useconds_t>(seconds * 1e6));
  run_until([&] { return !recorder.exits.empty(); });
  return recorder.exits.front();
}

}  // namespace

TEST_CASE(
    "What ended well during a pause of ours is no failure, although its deadline has passed") {
  Recorder recorder;
  CHECK(run_through_pause(recorder, shell("echo done", 0.05), 0.2).success());
  CHECK(recorder.out == "done\n");
}

TEST_CASE("What could not go on during a pause, as nobody read it, is given that time again") {
  Recorder recorder;
  CHECK(run_through_pause(recorder, shell("seq 1 200000", 1), 2.2).success());
  CHECK(recorder.out == numbers(1, 200'000));
}

TEST_CASE("A child may tidy up when TERM comes and is still told as timed out") {
  Recorder recorder;
  Command slow = shell("trap 'echo bye; exit 0' TERM; sleep 1000 & wait", 0.5);
  slow.grace = 15;
  CHECK(run(recorder, slow).kind == Kind::timed_out);
  CHECK(recorder.out == "bye\n");
}

TEST_CASE("A child that ignores TERM is killed, and so is its group") {
  Recorder recorder;
  const Exit exit =
      run(recorder, shell("trap '' TERM; sleep 1000 & echo $!; while :; do sleep 1000; done", 0.3));
  CHECK(exit.kind == Kind::timed_out);
  CHECK(no_children());
  const pid_t grandchild = std::atoi(recorder.out.c_str());
  REQUIRE(grandchild > 0);
  run_until([&] { return ended(grandchild); });
}

TEST_CASE("What ignores TERM is killed with its group even when the pipes are closed by then") {
  Recorder recorder;
  const std::string deaf = "trap '' TERM; sleep 1000 >/dev/null 2>&1 & echo $!; trap - TERM; ";
  Command slow = shell(deaf + "sleep 1000", 0.3);
  slow.grace = 15;
  CHECK(run(recorder, slow).kind == Kind::timed_out);
  const pid_t grandchild = std::atoi(recorder.out.c_str());
  REQUIRE(grandchild > 0);
  run_until([&] { return ended(grandchild); });
}

TEST_CASE("A grandchild that keeps the pipes is ended at the deadline and told as such") {
  Recorder recorder;
  const bool ignores_term = GENERATE(false, true);
  const std::string trap = ignores_term ? "trap '' TERM; " : "";
  const Exit exit = run(recorder, shell(trap + "sleep 1000 & echo $!; exit 0", 0.2));
  CHECK(exit.kind == Kind::timed_out);
  CHECK(exit.reason ==
        "sh finished, but a process it left behind still held its output open after 0.2 s");
  const pid_t grandchild = std::atoi(recorder.out.c_str());
  REQUIRE(grandchild > 0);
  run_until([&] { return ended(grandchild); });
}

TEST_CASE("A grandchild that left the group cannot hold the run beyond its deadline") {
  Recorder recorder;
  const Exit exit = run(recorder, shell("setsid sh -c 'echo $$; exec sleep 1000' & exit 0", 0.3));
  CHECK(exit.kind == Kind::timed_out);
  CHECK_THAT(exit.reason, contains("left behind"));
  const pid_t stranger = std::atoi(recorder.out.c_str());
  REQUIRE(stranger > 0);
  CHECK(!ended(stranger));
  ::kill(stranger, SIGKILL);
}

TEST_CASE("A grandchild that let go of the pipes does not delay the end") {
  Recorder recorder;
  CHECK(run(recorder, shell("sleep 1000 >/dev/null 2>&1 & echo $!; exit 0")).success());
  const pid_t background = std::atoi(recorder.out.c_str());
  REQUIRE(background > 0);
  CHECK(!ended(background));
  ::kill(background, SIGKILL);
}

TEST_CASE("Endless output is cut off at the cap, whichever stream it is on") {
  const std::string redirect = GENERATE("", ">&2", "& yes >&2");
  INFO(redirect);
  Recorder recorder;
  Command endless = shell("yes " + redirect);
  endless.max_output = 1u << 20;
  const Exit exit = run(recorder, endless);
  CHECK(exit.kind == Kind::too_verbose);
  CHECK(exit.reason == "sh wrote more than 1 MiB and was ended");
  CHECK(recorder.out.size() + recorder.err.size() <= endless.max_output);
  CHECK(no_children());
}

TEST_CASE("Output of exactly the cap is fine, one byte more is not") {
  Command six = shell("printf abc; printf def >&2");
  six.max_output = 6;
  Recorder enough;
  CHECK(run(enough, six).success());
  six.max_output = 5;
  Recorder short_by_one;
  const Exit exit = run(short_by_one, six);
  CHECK(exit.kind == Kind::too_verbose);
  CHECK(exit.reason == "sh wrote more than 5 bytes and was ended");
}

TEST_CASE("A child that closes its pipes early and lives on is finished when it is reaped") {
  Recorder recorder;
  const Exit exit = run(recorder, shell("echo last; exec >&- 2>&-; sleep 0.1; exit 7"));
  CHECK(exit.kind == Kind::exited);
  CHECK(exit.code == 7);
  CHECK(recorder.out == "last\n");

  Recorder forever;
  CHECK(run(forever, shell("exec >&- 2>&-; sleep 1000", 0.1)).kind == Kind::timed_out);
  CHECK(no_children());
}

TEST_CASE("Being stopped and continued is not an end") {
  Recorder recorder;
  start(recorder, shell("kill -STOP $$; exit 4"));
  const pid_t pid = recorder.child->pid();
  run_until([&] { return process_state(pid) == 'T'; });
  CHECK(recorder.exits.empty());
  ::kill(pid, SIGCONT);
  CHECK(finish(recorder).code == 4);
}

TEST_CASE("A stopped child is ended at its deadline all the same") {
  Recorder recorder;
  CHECK(run(recorder, shell("kill -STOP $$; exit 4", 0.1)).kind == Kind::timed_out);
  CHECK(no_children());
}
