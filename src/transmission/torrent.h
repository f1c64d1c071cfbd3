// The border where a torrent, whatever version of client and daemon describes
// it, becomes a row with the names of Transmission's RPC specification.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "base/result.h"
#include "base/row.h"

namespace wst {

/// The columns of a torrent's row, in order. "id" is not one of them.
std::span<const std::string_view> torrent_columns();
/// The column called `name`, which is one of them.
std::size_t torrent_column(std::string_view name);
/// Whether a list shows it; the others come with details, or where they are named.
bool is_listed(std::size_t column);

/// The column that tells one torrent from another that took over its id.
std::size_t torrent_identity_column();
std::size_t torrent_name_column();
/// Why the row could not be read whole; empty for all others.
std::size_t torrent_unreadable_column();

/// `text`: one object of a `torrents` array of any version, as sent. Holds the
/// columns that the object speaks of; percentDone and uploadRatio are computed
/// where the version does not tell. The error: why it cannot be read as a whole.
Result<Row> read_torrent(std::string_view text);

/// The same of what was salvaged of one that could not be read, because of `why`, which stands in
/// its column `unreadable`. One without an id gets one that no torrent has, as long as its hash is
/// known. Nothing if nobody can tell which torrent it is.
std::optional<Row> read_broken_torrent(std::string_view object, std::string_view why);

}  // namespace wst
