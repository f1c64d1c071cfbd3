// The page's files: read once, compressed once, read again when they change.
//
// A page names what it needs below a folder that stands for the whole of its files
// as they are now, "v-1f3c…/main.js". A browser may keep that for ever, so that who
// comes again asks for the page alone; after an upgrade the page names another.
#pragma once

#include <sys/types.h>

#include <ctime>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/unique_fd.h"
#include "http/http.h"

namespace wst {

class StaticFiles {
 public:
  /// Opens the folder now: later, the way to it may be closed to us.
  explicit StaticFiles(const std::string& root);

  /// The file for a GET of `request.path` ("/" is index.html): 200, 304 or 404.
  /// No path leads out of the root, and none to a hidden file or a directory.
  /// "/v-…/name" is "/name" too, to be kept for ever if it is of this version.
  HttpResponse get(const HttpRequest& request);
  /// Of all files together, by their names, sizes and dates.
  [[nodiscard]] std::string version() const;

 private:
  struct File {
    timespec modified{};
    off_t size = 0;
    std::string etag;
    std::string version;  // that a page names; of others empty
    std::shared_ptr<const std::string> plain;
    std::shared_ptr<const std::string> gzipped;  // null where it saves nothing
  };

  const File* find(const std::string& path);
  [[nodiscard]] std::optional<File> load(const std::string& path, const std::string& version) const;

  UniqueFd root_;
  std::map<std::string, File> files_;
};

/// What the server tells the page as it hands it out:
/// `html` with `content` in its element <meta name="NAME" content="">; as it is
/// if there is none.
std::string with_meta(std::string html, std::string_view name, std::string_view content);

}  // namespace wst
