#include "process/temporary_files.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "catch.h"
#include "temporary_folder.h"

using namespace wst;
using wst::test::contains;
namespace fs = std::filesystem;

namespace {

using FileInfo = struct stat;

/// Where a folder for the files may be made.
struct Place {
  [[nodiscard]] std::vector<std::string> names(const std::string& suffix) const {
    std::vector<std::string> found;
    for (const auto& entry : fs::directory_iterator(folder)) {
      if (entry.path().extension() == suffix) found.push_back(entry.path().filename().string());
    }
    return found;
  }

  wst::test::TemporaryFolder parent;
  std::string folder = parent.path("files");
};

std::string content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

unsigned mode(const std::string& path) {
  FileInfo found{};
  REQUIRE(::lstat(path.c_str(), &found) == 0);
  return found.st_mode & 07777u;
}

std::unique_ptr<KeptFile> keep(TemporaryFiles& files, std::string_view bytes) {
  auto kept = files.keep(bytes);
  INFO((kept ? std::string() : kept.error().message));
  REQUIRE(kept);
  return std::move(kept).value();
}

/// A process that keeps two files, says so, and then sits there until killed.
class Sitter {
 public:
  explicit Sitter(const std::string& folder) {
    std::array<int, 2> pipe{};
    REQUIRE(::pipe2(pipe.data(), O_CLOEXEC) == 0);
    pid_ = ::fork();
    if (pid_ == 0) sit(folder, pipe[1]);
    UniqueFd read_end(pipe[0]);
    UniqueFd(pipe[1]).reset();
    char ready = 0;
    REQUIRE(::read(read_end.get(), &ready, 1) == 1);
  }
  ~Sitter() { kill(); }
  Sitter(const Sitter&) = delete;
  Sitter& operator=(const Sitter&) = delete;

  void kill() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    pid_ = 0;
  }

 private:
  [[noreturn]] static void sit(const std::string& folder, int ready) {
    TemporaryFiles files(folder);
    const auto one = files.keep("one");
    const auto two = files.keep("two");
    if (!one || !two || ::write(ready, "!", 1) != 1) ::_exit(1);
    for (;;) ::pause();
  }

  pid_t pid_ = 0;
};

}  // namespace

TEST_CASE("A kept file holds the bytes, is its user's alone and goes with its owner") {
  const Place place;
  TemporaryFiles files(place.folder);
  const std::string bytes = std::string("d4:name\0\xff", 9) + std::string(200'000, 'x');
  auto file = keep(files, bytes);
  const std::string path = file->path();
  CHECK(path.starts_with(place.folder + "/"));
  CHECK(path.ends_with(".torrent"));
  CHECK(content(path) == bytes);
  CHECK(mode(path) == 0600);
  CHECK(mode(place.folder) == 0700);
  file.reset();
  CHECK(!fs::exists(path));
}

TEST_CASE("Each file has a name of its own, and nothing is left at the end") {
  const Place place;
  {
    TemporaryFiles files(place.folder);
    const auto a = keep(files, "a");
    const auto b = keep(files, "b");
    CHECK(a->path() != b->path());
    CHECK(content(a->path()) == "a");
    CHECK(content(b->path()) == "b");
  }
  CHECK(fs::is_empty(place.folder));
}

TEST_CASE("What a killed process left is removed by the next, what a living one has is not") {
  const Place place;
  Sitter dead(place.folder);
  const Sitter living(place.folder);
  REQUIRE(place.names(".torrent").size() == 4);
  dead.kill();
  CHECK(place.names(".torrent").size() == 4);

  TemporaryFiles files(place.folder);
  CHECK(!files.prepare());
  CHECK(place.names(".torrent").size() == 2);
  CHECK(place.names(".lock").size() == 2);

  TemporaryFiles third(place.folder);
  CHECK(!third.prepare());
  CHECK(place.names(".torrent").size() == 2);
  CHECK(place.names(".lock").size() == 3);
}

TEST_CASE("Files without a lock are removed, what is not ours stays") {
  const Place place;
  fs::create_directory(place.folder);
  fs::permissions(place.folder, fs::perms::owner_all);
  for (const char* name : {"1-abcd-1.torrent", "notes.txt", ".torrent", "x.torrent"}) {
    std::ofstream(place.folder + "/" + name) << "x";
  }
  TemporaryFiles files(place.folder);
  CHECK(!files.prepare());
  CHECK(!fs::exists(place.folder + "/1-abcd-1.torrent"));
  CHECK(fs::exists(place.folder + "/notes.txt"));
}

TEST_CASE("A folder that vanished is made again") {
  const Place place;
  TemporaryFiles files(place.folder);
  keep(files, "one");
  fs::remove_all(place.folder);
  const auto file = keep(files, "two");
  CHECK(content(file->path()) == "two");
}

TEST_CASE("A folder that others could have made or may look into is not used, and that is said") {
  const Place place;
  std::string said;
  SECTION("a link") {
    fs::create_directory(place.folder + "-else");
    fs::create_directory_symlink(place.folder + "-else", place.folder);
    said = "is not a folder; remove it";
  }
  SECTION("a file") {
    std::ofstream(place.folder) << "x";
    said = "is not a folder; remove it";
  }
  SECTION("open to others") {
    fs::create_directory(place.folder);
    fs::permissions(place.folder, fs::perms(0750));
    said = "is open to other users; make it private with chmod 700, or remove it";
  }
  SECTION("nowhere") {
    fs::remove_all(place.parent.path());
    said = "No such file or directory";
  }
  TemporaryFiles files(place.folder);
  for (int times : {1, 2}) {
    INFO("time " << times);
    const auto kept = files.keep("x");
    REQUIRE(!kept);
    CHECK_THAT(kept.error().message, contains(place.folder));
    CHECK_THAT(kept.error().message, contains(said));
  }
  REQUIRE(files.prepare());
}

TEST_CASE("A folder of another user is not used") {
  if (::geteuid() != 0) return;
  const Place place;
  fs::create_directory(place.folder);
  fs::permissions(place.folder, fs::perms::owner_all);
  REQUIRE(::chown(place.folder.c_str(), 1, 1) == 0);
  TemporaryFiles files(place.folder);
  REQUIRE(!files.keep("x"));
  CHECK(files.keep("x").error().message == place.folder + " belongs to another user; remove it");
}

TEST_CASE("What does not fit on the disk is told in words and leaves nothing") {
  const Place place;
  TemporaryFiles files(place.folder);
  REQUIRE(!files.prepare());
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
  const rlimit tight{1000, before.rlim_max};
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &tight) == 0);
  const auto kept = files.keep(std::string(5000, 'x'));
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);

  REQUIRE(!kept);
  CHECK_THAT(kept.error().message, contains("cannot write " + place.folder));
  CHECK_THAT(kept.error().message, contains("File too large"));
  CHECK(place.names(".torrent").empty());
}

TEST_CASE("Children get nothing of it") {
  const Place place;
  TemporaryFiles files(place.folder);
  const auto file = keep(files, "x");
  for (const auto& entry : fs::directory_iterator("/proc/self/fd")) {
    std::error_code gone;
    const std::string target = fs::read_symlink(entry.path(), gone).string();
    if (!target.starts_with(place.folder)) continue;
    const int fd = std::stoi(entry.path().filename().string());
    CHECK((::fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
  }
}

TEST_CASE("The folder lies where the environment says") {
  const std::string name = "/wstorrentd-" + std::to_string(::geteuid());
  const auto with = [](const std::map<std::string, std::string>& variables) {
    return temporary_folder([&](const char* variable) {
      const auto found = variables.find(variable);
      return found == variables.end() ? nullptr : found->second.c_str();
    });
  };
  CHECK(with({}) == "/tmp" + name);
  CHECK(with({{"TMPDIR", "/var/tmp"}}) == "/var/tmp" + name);
  CHECK(with({{"TMPDIR", "/var/tmp"}, {"XDG_RUNTIME_DIR", "/run/user/7"}}) == "/run/user/7" + name);
  CHECK(with({{"TMPDIR", "/var/tmp"}, {"XDG_RUNTIME_DIR", ""}}) == "/var/tmp" + name);
  CHECK(with({{"TMPDIR", "relative"}}) == "/tmp" + name);
}
