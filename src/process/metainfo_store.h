// The seam between decisions and the disk: the bytes of a .torrent reach
// transmission-remote as a file, for as long as its run takes.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace wst {

/// Destroying it removes the file.
class KeptFile {
 public:
  virtual ~KeptFile() = default;
  /// Absolute.
  [[nodiscard]] virtual const std::string& path() const = 0;
};

class MetainfoStore {
 public:
  virtual ~MetainfoStore() = default;
  /// A file that only this user can read. The error says which folder or file
  /// cannot be used, and why.
  virtual Result<std::unique_ptr<KeptFile>> keep(std::string_view bytes) = 0;
};

}  // namespace wst
