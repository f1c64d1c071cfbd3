#include "process/child.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstring>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "process/spawn.h"

namespace wst {

namespace {

constexpr std::size_t read_size = 64u << 10;
constexpr double tolerable_delay = 1;  // of a busy loop; what is more is a pause

std::string errno_text(int error) { return std::generic_category().message(error); }

std::string seconds_text(double seconds) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%g s", seconds);
  return text.data();
}

std::string size_text(std::size_t bytes) {
  constexpr std::size_t mebibyte = 1u << 20;
  if (bytes >= mebibyte && bytes % mebibyte == 0) return std::to_string(bytes / mebibyte) + " MiB";
  return std::to_string(bytes) + " bytes";
}

std::string signal_text(int signal) {
  const char* description = sigdescr_np(signal);
  return std::to_string(signal) + (description ? std::string(" (") + description + ")" : "");
}

/// "/usr/bin/transmission-remote" is "transmission-remote" to people.
std::string short_name(const std::string& program) {
  return program.substr(program.find_last_of('/') + 1);
}

Error cannot_run(const std::string& program, const std::string& why) {
  return Error{"cannot run " + program + ": " + why};
}

bool holds_nul(const std::vector<std::string>& strings) {
  return std::any_of(strings.begin(), strings.end(), [](const std::string& string) {
    return string.find('\0') != std::string::npos;
  });
}

struct PipeEnds {
  UniqueFd ours;
  UniqueFd theirs;
};

Result<PipeEnds> make_pipe() {
  std::array<int, 2> fds{};
  if (::pipe2(fds.data(), O_CLOEXEC) != 0) return Error{errno_text(errno)};
  PipeEnds ends{UniqueFd(fds[0]), UniqueFd(fds[1])};
  // Only our end: the child's is another open file, and programs expect it to block.
  if (::fcntl(fds[0], F_SETFL, O_NONBLOCK) != 0) return Error{errno_text(errno)};
  return ends;
}

/// An end from which `input` can be read, all of it at once; none if it is empty.
Result<UniqueFd> holding(const std::string& input) {
  if (input.empty()) return UniqueFd();
  if (input.size() > PIPE_BUF) return Error{"its input is longer than a pipe is sure to hold"};
  std::array<int, 2> fds{};
  if (::pipe2(fds.data(), O_CLOEXEC) != 0) return Error{errno_text(errno)};
  UniqueFd theirs(fds[0]);
  const UniqueFd ours(fds[1]);
  if (::write(ours.get(), input.data(), input.size()) < 0) return Error{errno_text(errno)};
  return theirs;
}

}  // namespace

struct Child::Process {
  pid_t pid = 0;
  UniqueFd out;
  UniqueFd err;
};

void Child::Pipe::watch(UniqueFd end) {
  fd = std::move(end);
  watcher.start(fd.get(), ev::READ);
}

void Child::Pipe::close() {
  watcher.stop();  // before the number can become another file's
  fd.reset();
}

Result<std::unique_ptr<Child>> Child::spawn(ev::loop_ref loop, const Command& command,
                                            CommandListener& listener) {
  Result<Process> process = launch(command);
  if (!process) return process.error();
  return std::unique_ptr<Child>(new Child(loop, command, listener, std::move(process).value()));
}

Result<Child::Process> Child::launch(const Command& command) {
  if (command.argv.empty() || command.argv[0].empty()) {
    return Error{"cannot run a program: the command is empty"};
  }
  const std::string& program = command.argv[0];
  // exec would cut such a string short and run something nobody asked for.
  if (holds_nul(command.argv) || holds_nul(command.environment)) {
    return cannot_run(program, "an argument or variable holds a NUL byte");
  }
  const Result<UniqueFd> in = holding(command.input);
  if (!in) return cannot_run(program, in.error().message);
  Result<PipeEnds> out = make_pipe();
  if (!out) return cannot_run(program, out.error().message);
  Result<PipeEnds> err = make_pipe();
  if (!err) return cannot_run(program, err.error().message);

  Process process;
  const int error = wst::spawn(command.argv, command.environment,
                               {in->get(), out->theirs.get(), err->theirs.get()}, process.pid);
  if (error != 0) return cannot_run(program, errno_text(error));
  process.out = std::move(out->ours);
  process.err = std::move(err->ours);
  return process;
}

Child::Child(ev::loop_ref loop, const Command& command, CommandListener& listener, Process process)
    : listener_(listener),
      name_(short_name(command.argv[0])),
      deadline_(command.deadline),
      grace_(command.grace),
      max_output_(command.max_output),
      pid_(process.pid),
      out_(loop),
      err_(loop),
      reaper_(loop),
      timer_(loop, [this] { on_time_over(); }) {
  reaper_.set<Child, &Child::on_reaped>(this);
  reaper_.start(pid_);
  out_.watcher.set<Child, &Child::on_stdout_ready>(this);
  out_.watch(std::move(process.out));
  err_.watcher.set<Child, &Child::on_stderr_ready>(this);
  err_.watch(std::move(process.err));
  set_deadline(deadline_);
}

Child::~Child() {
  if (!over()) signal_group(SIGKILL);
}

// The danger: exit and the ends of the pipes come in no fixed order, and neither alone is the
// end. A child that has been reaped may have left its last words in a pipe, where the sample would
// be cut short; a child whose pipes are closed may go on, and would become a zombie that nobody
// counts. A grandchild that inherited a pipe may even keep it open for ever. So each of the three
// (SIGCHLD, the end of stdout, the end of stderr) only notes itself and asks whether it was the
// last, and the deadline answers for the grandchild: with KILL our own ends are closed.
void Child::drain(Pipe& pipe, Tell tell) {
  // One read per readiness, so that a talkative child leaves others their turn.
  std::array<char, read_size> buffer;
  const ssize_t size = ::read(pipe.fd.get(), buffer.data(), buffer.size());
  if (size > 0) return take({buffer.data(), static_cast<std::size_t>(size)}, tell);
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
  pipe.close();
  tell_if_over();
}

void Child::take(std::string_view bytes, Tell tell) {
  received_ += bytes.size();
  if (received_ > max_output_) return cut_off(Exit::Kind::too_verbose);
  (listener_.*tell)(bytes);
}

void Child::on_reaped(ev::child& watcher, int /*events*/) noexcept {
  // A reaped leader's number stays taken while its group has members, no longer.
  group_gone_ = ::kill(-pid_, 0) != 0 && errno == ESRCH;
  status_ = watcher.rstatus;
  watcher.stop();
  tell_if_over();
}

void Child::set_deadline(double seconds) {
  due_ = steady_now() + seconds;
  timer_.start(seconds, 0);
}

// While we are stopped a child that has much to say is too: nobody empties its pipes.
// So that time does not count against it.
void Child::on_time_over() {
  if (ended_as_) return cut_off(*ended_as_);
  const double late = steady_now() - due_;
  if (late > tolerable_delay) return set_deadline(std::min(late, deadline_));
  ended_as_ = Exit::Kind::timed_out;
  outlived_ = status_.has_value();
  signal_group(SIGTERM);
  timer_.start(grace_, 0);
}

void Child::cut_off(Exit::Kind kind) {
  if (!ended_as_) ended_as_ = kind;
  timer_.stop();
  signal_group(SIGKILL);
  out_.close();
  err_.close();
  tell_if_over();
}

void Child::signal_group(int signal) const {
  if (!group_gone_) ::kill(-pid_, signal);
}

void Child::tell_if_over() {
  if (!over()) return;
  timer_.stop();
  // Whoever in the group let go of the pipes but shrugged off TERM goes with it.
  if (ended_as_) signal_group(SIGKILL);
  // The last thing that is done: the listener may destroy us, or spawn the next of our name.
  listener_.on_exit(exit());
}

Exit Child::exit() const {
  using Kind = Exit::Kind;
  if (ended_as_ == Kind::timed_out) return timed_out();
  if (ended_as_ == Kind::too_verbose) {
    return {Kind::too_verbose, 0,
            name_ + " wrote more than " + size_text(max_output_) + " and was ended"};
  }
  if (WIFSIGNALED(*status_)) {
    const int signal = WTERMSIG(*status_);
    return {Kind::signalled, signal, name_ + " was ended by signal " + signal_text(signal)};
  }
  const int code = WEXITSTATUS(*status_);
  if (code == 0) return {};
  return {Kind::exited, code, name_ + " exited with status " + std::to_string(code)};
}

Exit Child::timed_out() const {
  const std::string limit = seconds_text(deadline_);
  if (!outlived_) {
    return {Exit::Kind::timed_out, 0, name_ + " did not finish within " + limit + " and was ended"};
  }
  return {
      Exit::Kind::timed_out, 0,
      name_ + " finished, but a process it left behind still held its output open after " + limit};
}

namespace {

/// A run that never began, told on the loop's next turn: callers of run() need
/// not be ready for an answer before they hold the run.
class NotStarted final : public RunningCommand {
 public:
  NotStarted(ev::loop_ref loop, CommandListener& listener, std::string reason)
      : listener_(listener), reason_(std::move(reason)), soon_(loop) {
    soon_.set<NotStarted, &NotStarted::on_turn>(this);
    soon_.start(0);
  }

 private:
  void on_turn() noexcept {
    const Exit exit{Exit::Kind::not_started, 0, std::move(reason_)};
    listener_.on_exit(exit);  // may destroy us
  }

  CommandListener& listener_;
  std::string reason_;
  ev::timer soon_;
};

}  // namespace

std::unique_ptr<RunningCommand> ProcessRunner::run(const Command& command,
                                                   CommandListener& listener) {
  Result<std::unique_ptr<Child>> child = Child::spawn(loop_, command, listener);
  if (child) return std::move(child).value();
  return std::make_unique<NotStarted>(loop_, listener, child.error().message);
}

}  // namespace wst
