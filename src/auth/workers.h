// Who may publish and answer calls: the file of --workers.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/identity.h"
#include "base/result.h"

namespace wst {

/// A line of the file is `NAME TICKET PREFIX[,PREFIX...]`; what follows a `#`
/// at the beginning of a word is a comment. A prefix is `feed.` and words of
/// [0-9a-z_] with dots between them. Tickets are good for as long as the file
/// holds them.
class Workers {
 public:
  /// Nobody.
  Workers() = default;
  /// The file must be ours alone to read. The error names file and line, never
  /// a ticket.
  static Result<Workers> read(const std::string& path);
  /// The same of the file's text; `path` is for the errors.
  static Result<Workers> parse(std::string_view text, const std::string& path);

  [[nodiscard]] bool any() const { return !workers_.empty(); }
  /// Whose ticket it is; takes the same time for a wrong name and a wrong ticket.
  [[nodiscard]] std::optional<Identity> check(std::string_view authid,
                                              std::string_view ticket) const;
  /// Whether a name lies under some worker's prefix.
  [[nodiscard]] bool foresees(std::string_view uri) const;

 private:
  struct Worker {
    std::string ticket;
    Identity identity;
  };
  static Result<Worker> read_line(std::string_view line);
  [[nodiscard]] bool knows(std::string_view name) const;

  std::vector<Worker> workers_;
};

}  // namespace wst
