#include "auth/secret_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>

#include "base/unique_fd.h"

namespace wst {

namespace {

using FileInfo = struct stat;

constexpr std::size_t max_file_bytes = 1u << 20;

std::optional<std::string> objection(const std::string& path, int file,
                                     const SecretFileRules& rules) {
  FileInfo status{};
  if (fstat(file, &status) != 0) return std::strerror(errno);
  if (!S_ISREG(status.st_mode)) return "is not a file";
  if ((status.st_mode & rules.closed_to) != 0) {
    return "holds secrets, and others may read or write it: chmod 600 " + path;
  }
  if (rules.ours_or_roots_only && status.st_uid != 0 && status.st_uid != geteuid()) {
    return "belongs to neither root nor the account that wstorrentd runs as: chown it to one of "
           "them";
  }
  if (static_cast<std::size_t>(status.st_size) <= max_file_bytes) return std::nullopt;
  return "is longer than " + std::to_string(max_file_bytes) + " bytes";
}

}  // namespace

Error file_trouble(const std::string& option, const std::string& path, const std::string& what) {
  return {option + " " + path + ": " + what};
}

Result<std::string> read_secret_file(const std::string& option, const std::string& path,
                                     const SecretFileRules& rules) {
  const auto trouble = [&](const std::string& what) { return file_trouble(option, path, what); };
  const UniqueFd file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file) return trouble(std::strerror(errno));
  if (const auto wrong = objection(path, file.get(), rules)) return trouble(*wrong);
  std::string text(max_file_bytes, '\0');
  const auto size = ::read(file.get(), text.data(), text.size());
  if (size < 0) return trouble(std::strerror(errno));
  text.resize(static_cast<std::size_t>(size));
  return text;
}

}  // namespace wst
