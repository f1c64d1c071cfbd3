// What can be asked of a Transmission. One table: validation, the words for
// the CLI, the public list, its document and the tests come from it;
// adding a procedure is adding an entry.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "transmission/parameters.h"
#include "transmission/version.h"

namespace wst {

/// What a procedure is about.
enum class Target { none, torrent, torrents };

/// Where what it does can be seen.
enum class Shows { nowhere, list, details, session };

/// What a torrent is once it is done; `otherwise` says what one is that is not: "is still there".
struct HasStatus {
  std::span<const std::int64_t> any_of;
  std::string_view otherwise;
};
struct IsGone {
  std::string_view otherwise;
};
/// No sample tells.
struct CannotBeSeen {
  std::string_view why;
};
/// monostate: it is there.
using Postcondition = std::variant<std::monostate, HasStatus, IsGone, CannotBeSeen>;

struct Procedure {
  std::string_view name;
  std::string_view meaning;
  Target target = Target::none;
  Shows shows = Shows::nowhere;
  std::span<const Parameter> parameters = {};  ///< `ids` or `id` first, where there is one
  std::string_view word = {};                  ///< the option for each torrent, or alone
  bool runs = true;                            ///< the CLI; else what is known is the answer
  bool needs_any = false;                      ///< one argument besides the required
  std::string_view since = {};                 ///< the first version that has it
  std::string_view never = {};                 ///< why no version has it
  Postcondition once_done = {};                ///< besides what the arguments ask for
};

std::span<const Procedure> procedures();
const Procedure* find_procedure(std::string_view name);

/// A torrent as a caller names it: the id of the table, or 40 hex digits.
struct TorrentKey {
  std::int64_t id = 0;    ///< 0 where a hash was given
  std::string hash = {};  ///< lower case
};

/// A call whose arguments fit the table. Movable.
struct Call {
  const Procedure* procedure = nullptr;
  std::vector<TorrentKey> torrents;
  Json arguments;         ///< an object, validated
  std::size_t steps = 1;  ///< runs of the CLI: one, or one for each thing to add
};

/// `args` and `kwargs` are JSON as it came. Positional arguments are taken in
/// the table's order (one object alone is taken for kwargs; ids may come as a
/// list, or one by one). The error has a URI: wamp.error.invalid_argument,
/// .no_such_procedure, wstorrent.error.unsupported (no version can).
Result<Call> read_call(std::string_view procedure, std::string_view args, std::string_view kwargs);

/// The bytes of the .torrent that `step` adds; nothing if it adds none.
std::optional<std::string> metainfo_of(const Call& call, std::size_t step);

/// The words behind HOST, channel and credentials for one step. `hashes`: those
/// of call.torrents, in order. `metainfo_path`: where metainfo_of() was written.
/// The error: wstorrent.error.unsupported, with the version that could.
Result<std::vector<std::string>> cli_args_for(const Call& call, std::size_t step,
                                              const ClientVersion& client,
                                              const std::vector<std::string>& hashes,
                                              const std::string& metainfo_path = {});

/// What the sample after a call says.
struct Facts {
  /// JSON of a column of torrent_columns(), or of `files` or `trackers` (and how many of these
  /// are left out: `filesNotShown`, `trackersNotShown`) as
  /// transmission/details.h has them; nothing if there is no such torrent or
  /// the field is not known.
  std::function<std::optional<std::string>(std::string_view hash, std::string_view field)> torrent;
  /// JSON of a setting by Transmission's name ("alt-speed-enabled").
  std::function<std::optional<std::string>(std::string_view key)> setting;
};

/// Whether what was asked for is to be seen: nothing where it is, else the
/// sentence for people that says what is not, or that it cannot be seen.
/// `hashes`: as for cli_args_for(); of torrent.add, those of what was added.
std::optional<std::string> what_does_not_show(const Call& call,
                                              const std::vector<std::string>& hashes,
                                              const Facts& facts);

/// The table as JSON (`GET /api/procedures`) and as Markdown
/// (docs/procedures.md).
std::string procedures_json();
std::string procedures_markdown();

}  // namespace wst
