#include "process/spawn.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <memory>

namespace wst {

namespace {

constexpr std::size_t stack_size = std::size_t{256} << 10;  // execvpe() copies argv to it
constexpr int last_signal = 64;

/// The null-terminated array that exec wants; valid as long as `strings`.
std::vector<char*> pointers(const std::vector<std::string>& strings) {
  std::vector<char*> result;
  result.reserve(strings.size() + 1);
  for (const std::string& string : strings) result.push_back(const_cast<char*>(string.c_str()));
  result.push_back(nullptr);
  return result;
}

/// All that the child reads, and what it says: it shares our memory.
struct Plan {
  const char* program;
  char* const* argv;
  char* const* environment;
  std::array<int, 3> files;
  pid_t parent;
  int error = 0;
};

bool place_files(const std::array<int, 3>& files) {
  for (int to = 0; to < 3; ++to) {
    const int from = files[static_cast<std::size_t>(to)];
    const int file = from < 0 ? open("/dev/null", to == 0 ? O_RDONLY : O_WRONLY) : from;
    if (file < 0 || dup2(file, to) < 0) return false;
  }
  return close_range(3, ~0U, 0) == 0;
}

// Runs in the child, in our memory, while we stand still: it may change nothing of ours, and may
// call only what is safe in a signal handler. The parent may have died before prctl().
int become(void* data) {
  Plan& plan = *static_cast<Plan*>(data);
  for (int number = 1; number <= last_signal; ++number) signal(number, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  const bool ready = prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && getppid() == plan.parent &&
                     setpgid(0, 0) == 0 && place_files(plan.files) && chdir("/") == 0 &&
                     sigprocmask(SIG_SETMASK, &none, nullptr) == 0;
  if (ready) execvpe(plan.program, plan.argv, plan.environment);
  plan.error = errno != 0 ? errno : ECHILD;
  _exit(127);
}

/// As seen from `/`.
std::string program_path(const std::string& program) {
  const bool relative = program.find('/') != program.npos && !program.starts_with('/');
  std::error_code ignored;
  return relative ? std::filesystem::absolute(program, ignored).string() : program;
}

}  // namespace

// With CLONE_VM nothing of our memory is copied, however much there is of it; with CLONE_VFORK we
// go on once the program runs, or has failed to. No handler of ours may run over there meanwhile:
// all signals wait.
int spawn(const std::vector<std::string>& argv, const std::vector<std::string>& environment,
          const std::array<int, 3>& files, pid_t& pid) {
  const std::string program = program_path(argv[0]);
  const std::vector<char*> words = pointers(argv);
  const std::vector<char*> variables = pointers(environment);
  Plan plan{program.c_str(), words.data(), variables.data(), files, getpid()};
  const std::size_t size = stack_size + words.size() * sizeof(char*);
  const std::unique_ptr<char[]> stack(new char[size]);
  char* top = stack.get() + size;
  top -= reinterpret_cast<std::uintptr_t>(top) % 16;

  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, &before);
  pid = clone(become, top, CLONE_VM | CLONE_VFORK | SIGCHLD, &plan);
  const int error = pid < 0 ? errno : plan.error;
  if (pid >= 0 && error != 0) waitpid(pid, nullptr, 0);
  sigprocmask(SIG_SETMASK, &before, nullptr);
  return error;
}

}  // namespace wst
