#include "process/temporary_files.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <set>
#include <vector>

#include "base/random.h"

namespace wst {

namespace {

using FileInfo = struct stat;

constexpr std::string_view lock_suffix = ".lock";
constexpr std::string_view file_suffix = ".torrent";

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

bool lives(const std::string& lock) {
  const UniqueFd file(::open(lock.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  return file && ::flock(file.get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
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

void remove_what_the_dead_left(const std::string& folder) {
  const std::vector<std::string> names = names_in(folder);
  std::set<std::string> living;
  for (const std::string& name : names) {
    if (name.ends_with(lock_suffix) && lives(folder + "/" + name)) living.insert(owner_of(name));
  }
  for (const std::string& name : names) {
    const std::string owner = owner_of(name);
    if (!owner.empty() && !living.contains(owner)) ::unlink((folder + "/" + name).c_str());
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

// The folder is locked meanwhile: no other process that starts may take a lock
// that is made but not yet held for a dead one's.
std::optional<Error> TemporaryFiles::prepare() {
  Result<UniqueFd> folder = open_private_folder(folder_);
  if (!folder) return folder.error();
  if (::flock(folder->get(), LOCK_EX) != 0) return cannot("lock", folder_);
  remove_what_the_dead_left(folder_);
  return take_place();
}

std::optional<Error> TemporaryFiles::take_place() {
  own_ = folder_ + "/" + std::to_string(::getpid()) + "-" + random_hex(4);
  const std::string path = own_ + std::string(lock_suffix);
  UniqueFd lock = create_file(path);
  if (!lock) return cannot("make", path);
  if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) return cannot("lock", path);
  lock_ = std::move(lock);
  return std::nullopt;
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
