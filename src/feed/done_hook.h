// The user's program that runs when a torrent is complete.
#pragma once

#include <cstdint>
#include <list>
#include <string>
#include <vector>

#include "feed/serial_runner.h"
#include "process/command_runner.h"

namespace wst {

/// What the program is told.
struct DoneTorrent {
  std::int64_t id = 0;
  std::string hash;
  std::string name;
  std::string dir;
  std::vector<std::string> labels;
  double bytes = 0;
};

/// One run for each torrent, one after the other, apart from the host's own
/// runs. The facts are in the environment, under the names that Transmission's
/// own script gets: TR_TORRENT_ID, _HASH, _NAME, _DIR, _LABELS (by commas),
/// _BYTES_DOWNLOADED. A failure is logged; nothing is tried again.
class DoneHook final {
 public:
  /// `argv`: program and leading words. `environment`: "NAME=value", what the
  /// runs get besides. `runner` outlives this.
  DoneHook(std::vector<std::string> argv, const std::vector<std::string>& environment,
           CommandRunner& runner);
  /// Ends the run under way; what waits is left out.
  ~DoneHook();
  DoneHook(const DoneHook&) = delete;
  DoneHook& operator=(const DoneHook&) = delete;

  /// Runs it as soon as those before are over. With 1000 waiting there is no
  /// more room: that is logged and the torrent left out.
  void on_done(const DoneTorrent& torrent);

 private:
  class Run;

  void over(const Run& run, const std::string& failure);

  std::vector<std::string> argv_;
  std::vector<std::string> environment_;
  SerialRunner line_;
  std::list<Run> runs_;  ///< under way and waiting
};

}  // namespace wst
