#include "base/log.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <regex>
#include <string>

#include "base/unique_fd.h"
#include "catch.h"

using namespace wst;

namespace {

struct Pipe {
  Pipe() {
    std::array<int, 2> ends{};
    REQUIRE(pipe(ends.data()) == 0);
    out = UniqueFd(ends[0]);
    in = UniqueFd(ends[1]);
    REQUIRE(fcntl(out.get(), F_SETFL, O_NONBLOCK) == 0);
  }
  [[nodiscard]] std::string read_all() const {
    std::string all;
    std::array<char, 4096> buffer{};
    for (;;) {
      const auto size = read(out.get(), buffer.data(), buffer.size());
      if (size <= 0) return all;
      all.append(buffer.data(), static_cast<std::size_t>(size));
    }
  }

  UniqueFd out;
  UniqueFd in;
};

std::string written(LogForm form, LogLevel level, std::string_view line) {
  const Pipe pipe;
  LineWriter(pipe.in.get(), form).write(level, line);
  return pipe.read_all();
}

}  // namespace

TEST_CASE("A line of the log is one line, with its level as its reader expects it") {
  using enum LogForm;
  using enum LogLevel;
  CHECK(written(plain, info, "it begins") == "wstorrentd: it begins\n");
  CHECK(written(plain, warning, "it limps") == "wstorrentd: warning: it limps\n");
  CHECK(written(plain, error, "it ends") == "wstorrentd: it ends\n");
  CHECK(written(journal, info, "it begins") == "<6>it begins\n");
  CHECK(written(journal, warning, "it limps") == "<4>it limps\n");
  CHECK(written(journal, error, "it ends") == "<3>it ends\n");
  CHECK(written(plain, info, "two\nlines\x1b[31m") == "wstorrentd: two lines [31m\n");
  const std::regex timed_line(R"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d wstorrentd: it begins\n)");
  CHECK(std::regex_match(written(timed, info, "it begins"), timed_line));
}

TEST_CASE("The form of a log follows from where it goes") {
  const Pipe pipe;
  CHECK(log_form(pipe.in.get(), nullptr) == LogForm::plain);
  struct stat info = {};
  REQUIRE(fstat(pipe.in.get(), &info) == 0);
  const auto stream = std::to_string(info.st_dev) + ":" + std::to_string(info.st_ino);
  CHECK(log_form(pipe.in.get(), stream.c_str()) == LogForm::journal);
  CHECK(log_form(pipe.in.get(), "1:2") == LogForm::plain);
  std::string name = "/tmp/wstorrentd-log-XXXXXX";
  const UniqueFd file(mkstemp(name.data()));
  unlink(name.c_str());
  CHECK(log_form(file.get(), nullptr) == LogForm::timed);
  const UniqueFd terminal(posix_openpt(O_RDWR | O_NOCTTY));
  CHECK(log_form(terminal.get(), nullptr) == LogForm::timed);
  CHECK(log_form(-1, nullptr) == LogForm::plain);
}

TEST_CASE("A log that nobody reads is not waited for, and what is lost is counted") {
  const Pipe pipe;
  LineWriter log(pipe.in.get(), LogForm::plain);
  const std::string line(300, 'x');
  for (int i = 0; i < 1000; ++i) log.write(LogLevel::info, line);
  const std::string kept = pipe.read_all();
  const auto count = static_cast<int>(kept.size() / (line.size() + 13));
  CHECK(kept.size() == static_cast<std::size_t>(count) * (line.size() + 13));
  CHECK(count > 0);
  log.write(LogLevel::info, "again");
  CHECK(pipe.read_all() == "wstorrentd: warning: " + std::to_string(1000 - count) +
                               " lines of this log could not be written\nwstorrentd: again\n");
  log.write(LogLevel::info, "and on");
  CHECK(pipe.read_all() == "wstorrentd: and on\n");
}

TEST_CASE("A line that is too long for a pipe is cut, between characters") {
  std::string line;
  while (line.size() < 9000) line += "\u00e9";
  const std::string text = written(LogForm::plain, LogLevel::info, line);
  CHECK(text.size() <= 4096);
  CHECK(text.size() > 3900);
  CHECK(text.substr(text.size() - 3) == "\u00e9\n");
}
