#include "process/temporary_files.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <vector>

#include "base/random.h"

namespace wst {

namespace {

using FileInfo = struct stat;

constexpr std::string_view lock_suffix = ".lock";
constexpr std::string_view file_suffix = ".torrent";
constexpr int places_tried = 5;

class TemporaryFile final : public KeptFile {
 public:
  explicit TemporaryFile(std::string path) : path_(std::move(path)) {}
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() override { ::unlink(path_.c_str()); }

  [[nodiscard]] const std::string& path() const override { return path_; }

 private:
  const std::string path_;
};

Error cannot(const std::string& what, const std::string& path) {
  return Error{"cannot " + what + " " + path + ": " + std::strerror(errno)};
}

UniqueFd create_file(const std::string& path) {
  return UniqueFd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
}

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

// In a folder that anybody may write to, somebody else may have been there first.
std::optional<Error> why_not_ours(int folder, const std::string& path) {
  FileInfo found{};
  if (::fstat(folder, &found) != 0) return cannot("look at", path);
  if (found.st_uid != ::geteuid()) return Error{path + " belongs to another user; remove it"};
  if ((found.st_mode & 07777) != 0700) {
    return Error{path + " is open to other users; make it private with chmod 700, or remove it"};
  }
  return std::nullopt;
}

Result<UniqueFd> open_private_folder(const std::string& path) {
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return cannot("make", path);
  UniqueFd folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!folder && (errno == ENOTDIR || errno == ELOOP)) {
    return Error{path + " is not a folder; remove it"};
  }
  if (!folder) return cannot("open", path);
  if (auto error = why_not_ours(folder.get(), path)) return *error;
  return folder;
}

/// `<pid>-<random>` of `<pid>-<random>.lock` and of `<pid>-<random>-<n>.torrent`;
/// empty for what is not ours.
std::string owner_of(const std::string& name) {
  const bool lock = name.ends_with(lock_suffix);
  if (!lock && !name.ends_with(file_suffix)) return {};
  return name.substr(0, lock ? name.size() - lock_suffix.size() : name.rfind('-'));
}

/// Nothing while the owner lives; else the lock that it left, or an empty one if there is none.
std::optional<UniqueFd> take_from_the_dead(const std::string& lock) {
  UniqueFd file(::open(lock.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!file) return errno == ENOENT ? std::optional(std::move(file)) : std::nullopt;
  if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) return std::nullopt;
  return file;
}

std::vector<std::string> names_in(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code failed;
  std::filesystem::directory_iterator entry(folder, failed);
  for (; !failed && entry != std::filesystem::directory_iterator(); entry.increment(failed)) {
    names.push_back(entry->path().filename().string());
  }
  return names;
}

// The lock is held while its files go: a process that starts cannot take it for its own then. A
// file that is listed without its lock is looked up again, as the lock is there before any file.
void remove_what_the_dead_left(const std::string& folder) {
  for (const std::string& name : names_in(folder)) {
    const std::string owner = owner_of(name);
    if (owner.empty()) continue;
    const auto lock = take_from_the_dead(folder + "/" + owner + std::string(lock_suffix));
    if (lock) ::unlink((folder + "/" + name).c_str());
  }
}

}  // namespace

std::string temporary_folder(const std::function<const char*(const char*)>& getenv) {
  const std::string name = "/wstorrentd-" + std::to_string(::geteuid());
  for (const char* variable : {"XDG_RUNTIME_DIR", "TMPDIR"}) {
    const char* parent = getenv(variable);
    if (parent && *parent == '/') return parent + name;
  }
  return "/tmp" + name;
}

TemporaryFiles::~TemporaryFiles() {
  if (lock_) ::unlink((own_ + std::string(lock_suffix)).c_str());
}

std::optional<Error> TemporaryFiles::prepare() {
  const Result<UniqueFd> folder = open_private_folder(folder_);
  if (!folder) return folder.error();
  remove_what_the_dead_left(folder_);
  return take_place();
}

// Nothing is waited for. Between its making and its locking another process may take the lock for
// a dead one's; then a place with another name is taken.
std::optional<Error> TemporaryFiles::take_place() {
  std::string path;
  for (int attempt = 0; attempt < places_tried; ++attempt) {
    own_ = folder_ + "/" + std::to_string(::getpid()) + "-" + random_hex(4);
    path = own_ + std::string(lock_suffix);
    lock_ = create_file(path);
    if (!lock_) return cannot("make", path);
    if (::flock(lock_.get(), LOCK_EX | LOCK_NB) == 0 && prepared()) return std::nullopt;
  }
  lock_.reset();
  return Error{"cannot lock " + path};
}

// The folder of a session ends with it, and old files in /tmp are swept away.
bool TemporaryFiles::prepared() const {
  FileInfo found{};
  return lock_ && ::fstat(lock_.get(), &found) == 0 && found.st_nlink > 0;
}

Result<std::unique_ptr<KeptFile>> TemporaryFiles::keep(std::string_view bytes) {
  if (!prepared()) {
    if (auto error = prepare()) return *error;
  }
  const std::string path = own_ + "-" + std::to_string(++files_) + std::string(file_suffix);
  const UniqueFd file = create_file(path);
  if (!file) return cannot("make", path);
  auto kept = std::make_unique<TemporaryFile>(path);
  if (!write_all(file.get(), bytes)) return cannot("write", path);
  return std::unique_ptr<KeptFile>(std::move(kept));
}

}  // namespace wst
