// The page's files: read once, compressed once, read again when they change.
#pragma once

#include <sys/types.h>

#include <ctime>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/unique_fd.h"
#include "web/http.h"

namespace wst {

class StaticFiles {
 public:
  /// Opens the folder now: later, the way to it may be closed to us.
  explicit StaticFiles(const std::string& root);

  /// The file for a GET of `request.path` ("/" is index.html): 200, 304 or 404.
  /// No path leads out of the root, and none to a hidden file or a directory.
  HttpResponse get(const HttpRequest& request);

 private:
  struct File {
    timespec modified{};
    off_t size = 0;
    std::string etag;
    std::shared_ptr<const std::string> plain;
    std::shared_ptr<const std::string> gzipped;  // null where it saves nothing
  };

  const File* find(const std::string& path);
  [[nodiscard]] std::optional<File> load(const std::string& path) const;

  UniqueFd root_;
  std::map<std::string, File> files_;
};

}  // namespace wst
