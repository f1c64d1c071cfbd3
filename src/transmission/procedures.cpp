#include "transmission/procedures.h"

#include <algorithm>
#include <array>

#include "transmission/rows.h"

namespace wst {
namespace {

using namespace row;

constexpr std::string_view example_magnet =
    R"("magnet:?xt=urn:btih:da39a3ee5e6b4b0d3255bfef95601890afd80709")";

// Of torrents, by the RPC's numbers.
constexpr auto stopped = std::to_array<std::int64_t>({0});
constexpr auto being_checked = std::to_array<std::int64_t>({1, 2});
constexpr auto not_stopped = std::to_array<std::int64_t>({1, 2, 3, 4, 5, 6});

constexpr auto start = std::to_array<Parameter>({ids("those to start")});
constexpr auto stop = std::to_array<Parameter>({ids("those to stop")});
constexpr auto verify = std::to_array<Parameter>({ids("those whose data is to be checked")});
constexpr auto reannounce = std::to_array<Parameter>({ids("those to ask more peers for")});

constexpr auto removal = std::to_array<Parameter>({
    ids("those to remove"),
    {.name = "delete_data",
     .meaning = "their files too",
     .example = "false",
     .choices = {{{"true", "--remove-and-delete"}, {"false", "--remove"}}},
     .absent = "false"},
});

constexpr auto addition = std::to_array<Parameter>({
    source("magnet", "a magnet link", ValueType::magnet, example_magnet),
    source("url", "where the daemon fetches a .torrent", ValueType::url,
           R"("https://a.org/b.torrent")"),
    source("metainfo", "a .torrent itself", ValueType::metainfo,
           R"("ZDQ6aW5mb2Q2Omxlbmd0aGkxZTQ6bmFtZTE6YTEyOnBpZWNlIGxlbmd0aGkxNjM4NGU2On)"
           R"(BpZWNlczIwOjEyMzQ1Njc4OTAxMjM0NTY3ODkwZWU=")"),
    source("many", "several of them, added one after the other", ValueType::sources,
           R"([{"magnet":"magnet:?xt=urn:btih:da39a3ee5e6b4b0d3255bfef95601890afd80709"},)"
           R"({"url":"https://a.org/b.torrent"}])"),
    folder("dir", "where the files go", "--download-dir", "downloadDir"),
    files("unwanted", "files not to download", "[0,2]", "--no-get"),
    priority,
    {.name = "paused",
     .meaning = "not to start it",
     .example = "true",
     .choices = {{{"true", "--stop", 0}, {"false", "--start"}}},
     .absent = "false",
     .state_at = "status",
     .unlike = "with status 1 or 2 its files are being checked first"},
    // Last: 3.00 sets them once the torrent is added, and would take what follows for another.
    labels("what to call it"),
});

constexpr auto settings = std::to_array<Parameter>({
    ids("those to set"),
    limit(number("download_limit", "kB/s down, null for no limit", "100", 0, max_speed,
                 "--downlimit", "downloadLimit"),
          "--no-downlimit", "downloadLimited"),
    limit(number("upload_limit", "kB/s up, null for no limit", "50", 0, max_speed, "--uplimit",
                 "uploadLimit"),
          "--no-uplimit", "uploadLimited"),
    flag("honors_session_limits", "the session's limits hold too", "--honor-session",
         "--no-honor-session", "honorsSessionLimits"),
    number("peer_limit", "peers at once", "60", 1, max_16_bits, "--peers", "peer-limit"),
    priority,
    moded(ratio("seed until uploaded is so many times downloaded", "--seedratio"),
          "--seedratio-default", "--no-seedratio", "seedRatioMode"),
    since("4.1.0-beta.1",
          moded(number("idle_limit", "seed until idle for so many minutes", "30", 1, max_16_bits,
                       "--idle-seeding-limit", "seedIdleLimit"),
                "--default-idle-seeding-limit", "--no-idle-seeding-limit", "seedIdleMode")),
    labels("instead of those it has; an empty list takes them all away"),
    {.name = "group",
     .meaning = "the bandwidth group, null for none",
     .type = ValueType::text,
     .example = R"("night")",
     .choices = {{{"null", "--no-bandwidth-group", ""}}},
     .least = 1,
     .most = 255,
     .option = "--bandwidth-group",
     .since = "4.0.0",
     .value_at = {"group"},
     .state_at = "group"},
    flag("sequential", "pieces in their order", "--sequential-download", "--no-sequential-download",
         "sequentialDownload", "4.1.0-beta.1"),
    {.name = "queue",
     .meaning = "the place in the queue",
     .example = "1",
     .never = "the place in the queue cannot be set: transmission-remote has no such option"},
});

constexpr auto wishes = std::to_array<Parameter>({
    id,
    files("wanted", "to download", "[0,2,3,4]", "--get", {"files", "wanted"}, true),
    files("unwanted", "not to download", "[1]", "--no-get", {"files", "wanted"}, false),
    files("high", "to download first", "[0,2]", "--priority-high", {"files", "priority"}, 1),
    files("normal", "to download as usual", "[1]", "--priority-normal", {"files", "priority"}, 0),
    files("low", "to download last", "[3]", "--priority-low", {"files", "priority"}, -1),
});

constexpr Parameter destination() {
  Parameter dir = folder("dir", "the folder they go to", "--move", "downloadDir");
  dir.required = true;
  dir.variant = {"find", "--find"};
  return dir;
}

constexpr auto relocation = std::to_array<Parameter>({
    ids("those to move"),
    destination(),
    {.name = "find",
     .meaning = "the files are there already",
     .example = "true",
     .choices = {{{"true"}, {"false"}}},
     .absent = "false"},
});

constexpr auto renaming = std::to_array<Parameter>({
    id,
    {.name = "path",
     .meaning = "the file or folder as the torrent names it, with those it is in",
     .type = ValueType::path,
     .example = R"("album/cover.jpg")",
     .required = true,
     .least = 1,
     .most = max_folder,
     .option = "--path"},
    {.name = "name",
     .meaning = "its new name",
     .type = ValueType::file_name,
     .example = R"("front.jpg")",
     .required = true,
     .least = 1,
     .most = 255,
     .option = "--rename",
     .value_at = {"files"}},
});

constexpr auto trackers = std::to_array<Parameter>({
    id,
    {.name = "add",
     .meaning = "addresses of trackers to ask too",
     .type = ValueType::tracker_urls,
     .example = R"(["https://a.org/announce","udp://b.org:80"])",
     .most = 32,
     .option = "--tracker-add",
     .value_at = {"trackers"}},
    {.name = "remove",
     .meaning = "trackers to ask no more, by the ids that the details of the torrent tell",
     .type = ValueType::tracker_ids,
     .example = "[0,3]",
     .most = 32,
     .option = "--tracker-remove",
     .value_at = {"trackers"},
     .unlike = "3.00 gives the number of a removed tracker to the next"},
});

constexpr auto session = std::to_array<Parameter>({
    limit(number("download_limit", "kB/s down in all, null for no limit", "1000", 0, max_speed,
                 "--downlimit", "speed-limit-down"),
          "--no-downlimit", "speed-limit-down-enabled"),
    limit(number("upload_limit", "kB/s up in all, null for no limit", "200", 0, max_speed,
                 "--uplimit", "speed-limit-up"),
          "--no-uplimit", "speed-limit-up-enabled"),
    flag("alt_speed", "the alternative limits hold instead", "--alt-speed", "--no-alt-speed",
         "alt-speed-enabled"),
    number("alt_download_limit", "kB/s down while they hold", "50", 0, max_speed,
           "--alt-speed-downlimit", "alt-speed-down"),
    number("alt_upload_limit", "kB/s up while they hold", "20", 0, max_speed, "--alt-speed-uplimit",
           "alt-speed-up"),
    flag("alt_schedule", "they hold at set times", "--alt-speed-scheduler",
         "--no-alt-speed-scheduler", "alt-speed-time-enabled"),
    time_of_day("alt_begin", "from when", "--alt-speed-time-begin", "alt-speed-time-begin"),
    time_of_day("alt_end", "until when", "--alt-speed-time-end", "alt-speed-time-end"),
    {.name = "alt_days",
     .meaning = "on which days",
     .type = ValueType::weekdays,
     .example = "[1,2,3,4,5]",
     .least = 1,
     .most = 7,
     .option = "--alt-speed-days",
     .value_at = {"alt-speed-time-day"}},
    folder("download_dir", "where the files of new torrents go", "--download-dir", "download-dir"),
    limit(folder("incomplete_dir", "where they are until complete, null for the same place",
                 "--incomplete-dir", "incomplete-dir"),
          "--no-incomplete-dir", "incomplete-dir-enabled"),
    number("cache_mb", "MiB of memory for what is not on disk yet", "4", 0, max_16_bits, "--cache",
           "cache-size-mb"),
    {.name = "encryption",
     .meaning = "of connections to peers",
     .example = R"("required")",
     .choices = {{{R"("required")", "--encryption-required", "required"},
                  {R"("preferred")", "--encryption-preferred", "preferred"},
                  {R"("tolerated")", "--encryption-tolerated", "tolerated"}}},
     .state_at = "encryption"},
    flag("pex", "peers from peers", "--pex", "--no-pex", "pex-enabled"),
    flag("dht", "peers from the distributed hash table", "--dht", "--no-dht", "dht-enabled"),
    flag("lpd", "peers from the local network", "--lpd", "--no-lpd", "lpd-enabled"),
    flag("utp", "peers over uTP", "--utp", "--no-utp", "utp-enabled"),
    number("port", "where peers reach it", "51413", 1, max_16_bits, "--port", "peer-port"),
    flag("port_forwarding", "asks the router to let peers through", "--portmap", "--no-portmap",
         "port-forwarding-enabled"),
    number("peer_limit", "peers at once, in all", "200", 1, max_16_bits, "--peers",
           "peer-limit-global"),
    limit(ratio("seed until uploaded is so many times downloaded, null for no end",
                "--global-seedratio"),
          "--no-global-seedratio", "seedRatioLimited"),
    since("4.1.0-beta.1",
          limit(number("idle_limit", "seed until idle for so many minutes, null for no end", "30",
                       1, max_16_bits, "--global-idle-seeding-limit", "idle-seeding-limit"),
                "--no-global-idle-seeding-limit", "idle-seeding-limit-enabled")),
    flag("start_added", "new torrents start by themselves", "--no-start-paused", "--start-paused",
         "start-added-torrents"),
    flag("trash_added", "a .torrent file is deleted once it is added", "--trash-torrent",
         "--no-trash-torrent", "trash-original-torrent-files"),
});

constexpr auto wanted =
    std::to_array<Parameter>({ids("those to tell of; all if none are named", false)});

using enum Target;

constexpr auto table = std::to_array<Procedure>({
    {.name = "torrent.start",
     .meaning = "starts torrents, as soon as the queue lets them",
     .target = torrents,
     .shows = Shows::list,
     .parameters = start,
     .word = "--start",
     .once_done = HasStatus{not_stopped, "is still stopped"}},
    {.name = "torrent.start_now",
     .meaning = "starts torrents past the queue",
     .target = torrents,
     .shows = Shows::list,
     .parameters = start,
     .never = "torrents cannot be started past the queue: transmission-remote has no such command, "
              "and torrent.start obeys the queue"},
    {.name = "torrent.stop",
     .meaning = "stops torrents",
     .target = torrents,
     .shows = Shows::list,
     .parameters = stop,
     .word = "--stop",
     .once_done = HasStatus{stopped, "has not stopped yet"}},
    {.name = "torrent.verify",
     .meaning = "checks the files of torrents",
     .target = torrents,
     .shows = Shows::list,
     .parameters = verify,
     .word = "--verify",
     .once_done = HasStatus{being_checked,
                            "is not being checked, or was already: a small one takes no time"}},
    {.name = "torrent.reannounce",
     .meaning = "asks the trackers of torrents for more peers",
     .target = torrents,
     .parameters = reannounce,
     .word = "--reannounce",
     .once_done =
         CannotBeSeen{"whether the trackers were asked cannot be seen, only more peers, later"}},
    {.name = "torrent.remove",
     .meaning = "removes torrents, and their files if so asked",
     .target = torrents,
     .shows = Shows::list,
     .parameters = removal,
     .once_done = IsGone{"is still there"}},
    {.name = "torrent.add",
     .meaning = "adds a torrent, or several",
     .shows = Shows::list,
     .parameters = addition},
    {.name = "torrent.set",
     .meaning = "changes settings of torrents",
     .target = torrents,
     .shows = Shows::list,
     .parameters = settings,
     .needs_any = true},
    {.name = "torrent.files",
     .meaning = "says which files to download, and which first",
     .target = torrent,
     .shows = Shows::details,
     .parameters = wishes,
     .needs_any = true},
    {.name = "torrent.move",
     .meaning = "moves the files of torrents, or says where they are",
     .target = torrents,
     .shows = Shows::list,
     .parameters = relocation},
    {.name = "torrent.rename",
     .meaning = "renames a file or folder of a torrent",
     .target = torrent,
     .shows = Shows::details,
     .parameters = renaming,
     .since = "4.0.0"},
    {.name = "torrent.trackers",
     .meaning = "adds and removes trackers of a torrent",
     .target = torrent,
     .shows = Shows::details,
     .parameters = trackers,
     .needs_any = true},
    {.name = "session.set",
     .meaning = "changes settings of the daemon",
     .shows = Shows::session,
     .parameters = session,
     .needs_any = true},
    {.name = "session.update_blocklist",
     .meaning = "lets the daemon fetch its list of blocked addresses",
     .word = "--blocklist-update",
     .once_done =
         CannotBeSeen{
             "how many addresses are blocked now cannot be seen here, see the topic session"}},
    {.name = "session.get",
     .meaning = "tells the settings of the daemon",
     .shows = Shows::session,
     .runs = false},
    {.name = "torrents.get",
     .meaning = "tells of torrents",
     .target = torrents,
     .shows = Shows::list,
     .parameters = wanted,
     .runs = false},
});

}  // namespace

std::span<const Procedure> procedures() { return table; }

const Procedure* find_procedure(std::string_view name) {
  const auto* found = std::ranges::find(table, name, &Procedure::name);
  return found == table.end() ? nullptr : found;
}

}  // namespace wst
