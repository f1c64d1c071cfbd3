// Files that live no longer than this process, even if it is killed: each
// process holds a lock beside its files, and what has no holder is removed by
// the next one that starts.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "base/unique_fd.h"
#include "process/metainfo_store.h"

namespace wst {

/// Where they go: `wstorrentd-<uid>` in $XDG_RUNTIME_DIR, else $TMPDIR, else /tmp.
std::string temporary_folder(const std::function<const char*(const char*)>& getenv);

class TemporaryFiles final : public MetainfoStore {
 public:
  explicit TemporaryFiles(std::string folder) : folder_(std::move(folder)) {}
  /// Its files are gone by then.
  ~TemporaryFiles() override;
  TemporaryFiles(const TemporaryFiles&) = delete;
  TemporaryFiles& operator=(const TemporaryFiles&) = delete;

  /// Makes the folder, if need be, and removes what dead processes left in it.
  /// Nothing if that went well; where it did not, keep() tries again.
  std::optional<Error> prepare();
  Result<std::unique_ptr<KeptFile>> keep(std::string_view bytes) override;

 private:
  [[nodiscard]] bool prepared() const;
  std::optional<Error> take_place();

  const std::string folder_;
  std::string own_;  ///< what the paths of this process' files begin with
  UniqueFd lock_;    ///< tells that they have an owner; let go of only by its death
  std::size_t files_ = 0;
};

}  // namespace wst
