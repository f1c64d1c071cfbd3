// Parameter vectors for transmission-remote, and the environment it gets.
// Options are executed left to right: HOST first, then the channel and the
// credentials, then the questions.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "transmission/version.h"

namespace wst {

/// A Transmission and the way to it.
struct Remote {
  std::vector<std::string> remote_command = {"transmission-remote"};  ///< program and leading words
  std::string host = "127.0.0.1:9091";      ///< HOST:PORT or a URL, never empty
  bool credentials_in_environment = false;  ///< TR_AUTH is set: `-ne`
  bool remote_shell = false;  ///< a shell reads the words behind remote_command once more
};

std::vector<std::string> version_command(const Remote& remote);

/// What a sample asks, beside the statistics.
struct Questions {
  bool full = false;     ///< everything about every torrent, else the last minute's
  bool session = false;  ///< the daemon's settings
  std::vector<std::string> torrents = {};  ///< whose details: info hashes
};
std::vector<std::string> sample_command(const Remote& remote, Channel channel,
                                        const Questions& questions);
/// `words`: what is to be done, behind HOST, channel and credentials.
std::vector<std::string> call_command(const Remote& remote, Channel channel,
                                      const std::vector<std::string>& words);
/// 40 hex digits and not decimal ones alone, which would be read as an id: nothing that
/// transmission-remote could take for anything else.
bool is_info_hash(std::string_view text);
/// Asks little and lets curl say why it fails. Its output holds credentials:
/// only diagnose() may read it.
std::vector<std::string> diagnosis_command(const Remote& remote);

/// The variables that children inherit: where programs, files and ssh's agent are, who runs
/// them, and the daemon's credentials. A name that ends with * means all that begin so.
/// None of it speaks of proxies: curl would obey http_proxy even for 127.0.0.1.
constexpr std::array<std::string_view, 10> inherited_variables = {
    "PATH",       "HOME",   "USER", "LOGNAME", "TZ", "TMPDIR", "SSH_AUTH_SOCK", "XDG_RUNTIME_DIR",
    "TORSOCKS_*", "TR_AUTH"};

/// Of `inherited` ("NAME=value" each) those variables and `further` ones, and LC_ALL=C:
/// translated or comma-decimal texts could not be recognised.
std::vector<std::string> child_environment(const std::vector<std::string>& inherited,
                                           const std::vector<std::string>& further = {});
/// The same for the user's own programs, which have no use for the daemon's credentials.
std::vector<std::string> hook_environment(const std::vector<std::string>& inherited,
                                          const std::vector<std::string>& further = {});

}  // namespace wst
