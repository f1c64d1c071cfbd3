// Argument vectors for transmission-remote, and the environment it gets.
// Options are executed left to right: HOST first, then the channel and the
// credentials, then the questions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "transmission/version.h"

namespace wst {

/// A Transmission and the way to it.
struct Source {
  std::vector<std::string> remote_command = {"transmission-remote"};  ///< program and leading words
  std::string host = "127.0.0.1:9091";      ///< HOST:PORT or a URL, never empty
  bool credentials_in_environment = false;  ///< TR_AUTH is set: `-ne`
};

std::vector<std::string> version_command(const Source& source);

/// What a sample asks, beside the statistics.
struct Questions {
  bool full = false;     ///< everything about every torrent, else the last minute's
  bool session = false;  ///< the daemon's settings
  std::vector<std::string> torrents = {};  ///< whose details: info hashes
};
std::vector<std::string> sample_command(const Source& source, Channel channel,
                                        const Questions& questions);
/// `words`: what is to be done, behind HOST, channel and credentials.
std::vector<std::string> call_command(const Source& source, Channel channel,
                                      const std::vector<std::string>& words);
/// 40 hex digits and not decimal ones alone, which would be read as an id: nothing that
/// transmission-remote could take for anything else.
bool is_info_hash(std::string_view text);
/// Asks little and lets curl say why it fails. Its output holds credentials:
/// only diagnose() may read it.
std::vector<std::string> diagnosis_command(const Source& source);

/// `inherited` ("NAME=value" each) without proxies and with LC_ALL=C.
std::vector<std::string> child_environment(const std::vector<std::string>& inherited);

}  // namespace wst
