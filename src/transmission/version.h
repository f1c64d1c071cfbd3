// Which transmission-remote this is, and so where its machine-readable output
// comes out.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace wst {

enum class Channel {
  json_on_stdout,   ///< 4.0 and later: `-j`, one answer per line
  debug_on_stderr,  ///< 3.00 and older: `--debug`, framed answers among curl's chatter
};

struct ClientVersion {
  int major = 0;
  int minor = 0;
  std::string text;  ///< as it calls itself: "4.1.0-beta.2"

  [[nodiscard]] Channel channel() const;
  /// 4.0.x prints nothing at all when the network fails.
  [[nodiscard]] bool hides_network_errors() const { return major == 4 && minor == 0; }
  /// Whether this is `version` or later; a beta comes before its release.
  [[nodiscard]] bool at_least(std::string_view version) const;
};

/// From what `transmission-remote -V` prints (on stderr); nothing if it is not that.
std::optional<ClientVersion> parse_version(std::string_view printed);

}  // namespace wst
