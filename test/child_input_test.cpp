#include <string>

#include "child_run.h"

using namespace wst;
using namespace wst::test;
using namespace wst::test::child_run;

namespace {

Command reads(const std::string& input) {
  Command result = command({"/bin/cat"});
  result.input = input;
  return result;
}

}  // namespace

TEST_CASE("a child reads its input to the end, whatever it is") {
  std::string every_byte;
  for (int byte = 0; byte < 256; ++byte) every_byte += static_cast<char>(byte);
  for (const auto& input : {std::string("x"), every_byte, std::string(4096, 'y')}) {
    Recorder recorder;
    CHECK(run(recorder, reads(input)).success());
    CHECK(recorder.out == input);
  }
}

TEST_CASE("without input there is an end at once") {
  Recorder recorder;
  CHECK(run(recorder, reads("")).success());
  CHECK(recorder.out.empty());
}

TEST_CASE("an input that a pipe may not hold is refused, and nothing is run") {
  Recorder recorder;
  const auto child = Child::spawn(ev::get_default_loop(), reads(std::string(4097, 'z')), recorder);
  REQUIRE_FALSE(child);
  CHECK(child.error().message ==
        "cannot run /bin/cat: its input is longer than a pipe is sure to hold");
  CHECK(no_children());
}

TEST_CASE("who does not read his input ends all the same, and no descriptor is left") {
  const auto before = open_fds();
  for (int i = 0; i < 3; ++i) {
    Recorder recorder;
    Command command = shell("exit 3");
    command.input = "unread";
    CHECK(run(recorder, command).code == 3);
    recorder.child.reset();
  }
  Command none = reads("x");
  none.argv[0] = "/nonexistent";
  Recorder recorder;
  CHECK_FALSE(Child::spawn(ev::get_default_loop(), none, recorder));
  CHECK(open_fds() == before);
}
