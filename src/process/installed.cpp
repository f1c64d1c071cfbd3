#include "process/installed.h"

#include <sys/stat.h>
#include <unistd.h>

#include <sstream>

namespace wst {

namespace {

/// Empty if there is no such program.
std::string stamp_of(const std::string& file) {
  struct stat found = {};
  if (::access(file.c_str(), X_OK) != 0 || ::stat(file.c_str(), &found) != 0) return {};
  if (!S_ISREG(found.st_mode)) return {};
  std::ostringstream stamp;
  stamp << file << ' ' << found.st_dev << ' ' << found.st_ino << ' ' << found.st_size << ' '
        << found.st_mtim.tv_sec << ' ' << found.st_mtim.tv_nsec << '\n';
  return stamp.str();
}

}  // namespace

std::string installed_programs(const std::vector<std::string>& words, const std::string& path) {
  std::string stamps;
  for (const std::string& word : words) {
    if (word.find('/') != word.npos) {
      stamps += stamp_of(word);
      continue;
    }
    std::istringstream folders(path);
    std::string stamp;
    for (std::string folder; stamp.empty() && std::getline(folders, folder, ':');) {
      stamp = stamp_of((folder.empty() ? "." : folder) + "/" + word);
    }
    stamps += stamp;
  }
  return stamps;
}

}  // namespace wst
