// What callers of a Transmission are told: errors with their URIs, results as
// JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "feed/action_run.h"
#include "transmission/diagnosis.h"
#include "transmission/procedures.h"

namespace wst {

Error source_failed(const Diagnosis& trouble);
Error timed_out(const Diagnosis& trouble);
/// Of what stands behind `index` in a list that was given up there.
Error not_tried(std::size_t index);
/// What Transmission was given is no good; `words` are its own.
Error refused_with(std::string_view words);
Error no_such_torrent(const TorrentKey& key);

/// {"index":0,"ok":true,"torrent":{...},"duplicate":false}, or
/// {"index":1,"ok":false,"error":"<uri>","message":"..."}.
std::string step_json(std::size_t index, const StepEnd& end);

/// Of a call that was run: `steps` as they ended. `note`: what cannot be
/// confirmed, in a sentence; nothing if everything shows. `many`: the caller
/// asked for a list, and is told each.
std::string result_json(const std::vector<StepEnd>& steps, bool many,
                        const std::optional<std::string>& note);

/// {"at":..,"cursor":"..","torrents":[..]}, as the topic `torrents` tells it,
/// and with some rows only.
std::string torrents_json(const Feed& feed);
std::string torrents_json(const Feed& feed, const std::vector<std::int64_t>& ids);

}  // namespace wst
