#include "process/child.h"

#include <memory>
#include <string>
#include <vector>

#include "catch.h"
#include "loop.h"

using namespace wst;
using test::loop_is_idle;
using test::run_until;

namespace {

struct Recorder final : CommandListener {
  void on_stdout(std::string_view bytes) override { out.append(bytes); }
  void on_stderr(std::string_view) override {}
  void on_exit(const Exit& exit) override {
    exits.push_back(exit);
    if (destroy_on_exit) running.reset();
  }

  std::string out;
  std::vector<Exit> exits;
  bool destroy_on_exit = false;
  std::unique_ptr<RunningCommand> running;
};

Command command(std::vector<std::string> argv) {
  Command result;
  result.argv = std::move(argv);
  return result;
}

}  // namespace

TEST_CASE("A runner's program runs and its end is told once") {
  ProcessRunner runner{ev::get_default_loop()};
  Recorder recorder;
  recorder.running = runner.run(command({"echo", "hello"}), recorder);
  run_until([&] { return !recorder.exits.empty(); });
  CHECK(loop_is_idle());
  REQUIRE(recorder.exits.size() == 1);
  CHECK(recorder.exits[0].success());
  CHECK(recorder.out == "hello\n");
}

TEST_CASE("A program that cannot be started is told once, from the loop") {
  ProcessRunner runner{ev::get_default_loop()};
  Recorder recorder;
  recorder.destroy_on_exit = GENERATE(false, true);
  recorder.running = runner.run(command({"no-such-program-here"}), recorder);
  CHECK(recorder.running);
  CHECK(recorder.exits.empty());
  run_until([&] { return !recorder.exits.empty(); });
  CHECK(loop_is_idle());
  REQUIRE(recorder.exits.size() == 1);
  CHECK(recorder.exits[0].kind == Exit::Kind::not_started);
  CHECK(!recorder.exits[0].success());
  CHECK(recorder.exits[0].reason == "cannot run no-such-program-here: No such file or directory");
}

TEST_CASE("A run that was destroyed tells nothing, started or not") {
  ProcessRunner runner{ev::get_default_loop()};
  Recorder recorder;
  recorder.running = runner.run(command({GENERATE("no-such-program-here", "true")}), recorder);
  recorder.running.reset();
  CHECK(loop_is_idle());
  CHECK(recorder.exits.empty());
}
