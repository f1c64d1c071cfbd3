// Something that can be watched: a state with a version, and the text that
// brings a reader from any earlier version to now.
#pragma once

#include <string>
#include <string_view>

#include "feed/table.h"

namespace wst {

class Topic {
 public:
  virtual ~Topic() = default;

  /// 0: nothing is known yet, so there is nothing to tell.
  [[nodiscard]] virtual Version version() const = 0;
  /// JSON for a reader whose position is `from`; 0 for one who knows nothing.
  [[nodiscard]] virtual std::string payload(Version from) const = 0;
  /// Whether the payload depends on the position; if not, it is the same for all.
  [[nodiscard]] virtual bool incremental() const { return false; }
  /// The position a reader's cursor stands for; 0 where it says nothing.
  [[nodiscard]] virtual Version position(std::string_view cursor) const = 0;

  /// Somebody begins, or ceases, to watch.
  virtual void watch() = 0;
  virtual void unwatch() = 0;
};

}  // namespace wst
