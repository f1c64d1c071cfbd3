// Argument vectors for transmission-remote, and the environment it gets.
// Options are executed left to right: HOST first, then the channel and the
// credentials, then the questions.
#pragma once

#include <string>
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
/// Everything about every torrent, and the statistics.
std::vector<std::string> full_sample_command(const Source& source, Channel channel);
/// What changed in the last minute, and the statistics.
std::vector<std::string> recent_sample_command(const Source& source, Channel channel);
/// Asks little and lets curl say why it fails. Its output holds credentials:
/// only diagnose() may read it.
std::vector<std::string> diagnosis_command(const Source& source);

/// `inherited` ("NAME=value" each) without proxies and with LC_ALL=C.
std::vector<std::string> child_environment(const std::vector<std::string>& inherited);

}  // namespace wst
