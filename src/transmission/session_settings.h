// The daemon's settings, as `-si` tells them in any version.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"

namespace wst {

/// The settings we know of; what no version of ours knows, the session id and
/// the names of scripts are left out.
struct SessionSettings {
  /// JSON text by the RPC's classic name: "alt-speed-enabled", "seedRatioLimit".
  std::map<std::string, std::string, std::less<>> values;

  /// By its name in any spelling; nothing if it was not told.
  [[nodiscard]] std::optional<std::string> get(std::string_view name) const;
  /// All of them as a JSON object.
  [[nodiscard]] std::string json() const;

  bool operator==(const SessionSettings&) const = default;
};

/// `body`: what the answer tells.
SessionSettings read_session_settings(JsonView body);

}  // namespace wst
