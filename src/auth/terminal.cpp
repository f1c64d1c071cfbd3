#include "auth/terminal.h"

#include <poll.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <iostream>

#include "base/unique_fd.h"

namespace wst {

namespace {

/// No echo while it lives; what would end us waits until it is back.
class Silence {
 public:
  Silence() {
    sigset_t signals;
    sigemptyset(&signals);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP}) {
      sigaddset(&signals, signal);
    }
    sigprocmask(SIG_BLOCK, &signals, &signals_);
    signal_ = UniqueFd(signalfd(-1, &signals, SFD_CLOEXEC));
    works_ = signal_ && tcgetattr(STDIN_FILENO, &before_) == 0;
    termios silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    works_ = works_ && tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) == 0;
  }
  ~Silence() {
    if (works_) tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
    sigprocmask(SIG_SETMASK, &signals_, nullptr);
  }
  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;

  [[nodiscard]] bool works() const { return works_; }
  /// Until there is a line; false if a signal came first.
  [[nodiscard]] bool await_line() const {
    std::array<pollfd, 2> ends = {{{STDIN_FILENO, POLLIN, 0}, {signal_.get(), POLLIN, 0}}};
    return poll(ends.data(), ends.size(), -1) > 0 && ends[1].revents == 0;
  }

 private:
  UniqueFd signal_;
  termios before_{};
  sigset_t signals_{};
  bool works_ = false;
};

}  // namespace

bool stands_at_terminal() { return isatty(STDIN_FILENO) == 1; }

Result<std::string> ask_silently(const std::string& prompt) {
  std::string line;
  const Silence silence;
  if (!silence.works()) return Error{"the terminal does not let us hide what is typed"};
  std::fputs(prompt.c_str(), stderr);
  const bool answered = silence.await_line();
  if (answered) std::getline(std::cin, line);
  std::fputs("\n", stderr);
  if (!answered) return Error{"interrupted; nothing changed"};
  return line;
}

}  // namespace wst
