#include "base/log.h"

#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <climits>
#include <cstdlib>
#include <ctime>
#include <string>

#include "base/utf8.h"

namespace wst {

namespace {

// With its beginning and its end, what a pipe that is ready takes at once.
constexpr std::size_t longest_line = PIPE_BUF - 128;

std::string time_of_day() {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  std::array<char, 32> text{};
  std::strftime(text.data(), text.size(), "%F %T ", &local);
  return text.data();
}

const char* journal_level(LogLevel level) {
  if (level == LogLevel::error) return "<3>";
  return level == LogLevel::warning ? "<4>" : "<6>";
}

std::string beginning(LogForm form, LogLevel level) {
  if (form == LogForm::journal) return journal_level(level);
  const std::string name = level == LogLevel::warning ? "wstorrentd: warning: " : "wstorrentd: ";
  return form == LogForm::timed ? time_of_day() + name : name;
}

LineWriter& the_log() {
  static LineWriter log(STDERR_FILENO, log_form(STDERR_FILENO, std::getenv("JOURNAL_STREAM")));
  return log;
}

}  // namespace

LogForm log_form(int fd, const char* journal_stream) {
  struct stat file = {};
  if (::fstat(fd, &file) != 0) return LogForm::plain;
  const std::string stream = std::to_string(file.st_dev) + ':' + std::to_string(file.st_ino);
  if (journal_stream && stream == journal_stream) return LogForm::journal;
  return S_ISREG(file.st_mode) || ::isatty(fd) ? LogForm::timed : LogForm::plain;
}

// Not by O_NONBLOCK: that would hold for the shell whose terminal it is, too.
bool write_now(int fd, std::string_view text) {
  pollfd ready{.fd = fd, .events = POLLOUT, .revents = 0};
  if (::poll(&ready, 1, 0) != 1 || (ready.revents & POLLOUT) == 0) return false;
  return ::write(fd, text.data(), text.size()) >= 0;
}

void LineWriter::write(LogLevel level, std::string_view line) {
  if (lost_ > 0) {
    const auto words = std::to_string(lost_) + " lines of this log could not be written";
    if (!write_now(fd_, beginning(form_, LogLevel::warning) + words + '\n')) return void(++lost_);
    lost_ = 0;
  }
  const std::string clean = utf8_one_line(line);
  const auto begin = beginning(form_, level);
  if (!write_now(fd_, begin + std::string(utf8_prefix(clean, longest_line)) + '\n')) ++lost_;
}

void log_info(std::string_view line) { the_log().write(LogLevel::info, line); }
void log_warning(std::string_view line) { the_log().write(LogLevel::warning, line); }
void log_error(std::string_view line) { the_log().write(LogLevel::error, line); }

}  // namespace wst
