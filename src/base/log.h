// The log: one line on stderr, in the user's words. A repeated failure is the caller's to leave
// out.
//
// The loop never waits for whoever reads it. A pipe that nobody empties (a pager, a terminal after
// Ctrl-S, a log reader that was stopped) loses lines, and the next that can be written says how
// many.
#pragma once

#include <cstddef>
#include <string_view>

namespace wst {

enum class LogLevel { error, warning, info };

/// What its reader expects of a line.
enum class LogForm {
  plain,   ///< a pipe: whoever reads it adds the time
  timed,   ///< a terminal or a file
  journal  ///< journald's socket: the level as `<4>`, and no name (sd-daemon(3))
};

/// `journal_stream`: the environment's JOURNAL_STREAM, or null.
[[nodiscard]] LogForm log_form(int fd, const char* journal_stream);

/// All of it if that needs no waiting, else nothing; at most PIPE_BUF bytes.
bool write_now(int fd, std::string_view text);

/// Lines into a descriptor that others may read from or not.
class LineWriter {
 public:
  LineWriter(int fd, LogForm form) : fd_(fd), form_(form) {}

  /// Characters that are not seen become blanks; what is too long is cut.
  void write(LogLevel level, std::string_view line);

 private:
  const int fd_;
  const LogForm form_;
  std::size_t lost_ = 0;
};

void log_info(std::string_view line);
void log_warning(std::string_view line);
void log_error(std::string_view line);

}  // namespace wst
