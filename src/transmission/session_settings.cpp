#include "transmission/session_settings.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "transmission/envelope.h"
#include "transmission/values.h"

namespace wst {
namespace {

using Type = JsonType;

/// Those that several versions have, and what they are called in all but one.
constexpr auto settings = std::to_array<TypedMember>({
    {"alt-speed-down", Type::integer},
    {"alt-speed-enabled", Type::boolean},
    {"alt-speed-time-begin", Type::integer},
    {"alt-speed-time-day", Type::integer},
    {"alt-speed-time-enabled", Type::boolean},
    {"alt-speed-time-end", Type::integer},
    {"alt-speed-up", Type::integer},
    {"anti-brute-force-enabled", Type::boolean},
    {"anti-brute-force-threshold", Type::integer},
    {"blocklist-enabled", Type::boolean},
    {"blocklist-size", Type::integer},
    {"blocklist-url", Type::string},
    {"cache-size-mb", Type::integer},
    {"config-dir", Type::string},
    {"default-trackers", Type::string},
    {"dht-enabled", Type::boolean},
    {"download-dir", Type::string},
    {"download-dir-free-space", Type::integer},
    {"download-queue-enabled", Type::boolean},
    {"download-queue-size", Type::integer},
    {"encryption", Type::string},
    {"idle-seeding-limit", Type::integer},
    {"idle-seeding-limit-enabled", Type::boolean},
    {"incomplete-dir", Type::string},
    {"incomplete-dir-enabled", Type::boolean},
    {"lpd-enabled", Type::boolean},
    {"peer-limit-global", Type::integer},
    {"peer-limit-per-torrent", Type::integer},
    {"peer-port", Type::integer},
    {"peer-port-random-on-start", Type::boolean},
    {"pex-enabled", Type::boolean},
    {"port-forwarding-enabled", Type::boolean},
    {"preferred-transports", Type::strings},
    {"queue-stalled-enabled", Type::boolean},
    {"queue-stalled-minutes", Type::integer},
    {"rename-partial-files", Type::boolean},
    {"reqq", Type::integer},
    {"rpc-version", Type::integer},
    {"rpc-version-minimum", Type::integer},
    {"rpc-version-semver", Type::string},
    {"script-torrent-added-enabled", Type::boolean},
    {"script-torrent-done-enabled", Type::boolean},
    {"script-torrent-done-seeding-enabled", Type::boolean},
    {"seed-queue-enabled", Type::boolean},
    {"seed-queue-size", Type::integer},
    {"seedRatioLimit", Type::number},
    {"seedRatioLimited", Type::boolean},
    {"sequential_download", Type::boolean},
    {"speed-limit-down", Type::integer},
    {"speed-limit-down-enabled", Type::boolean},
    {"speed-limit-up", Type::integer},
    {"speed-limit-up-enabled", Type::boolean},
    {"start-added-torrents", Type::boolean},
    {"tcp-enabled", Type::boolean},
    {"trash-original-torrent-files", Type::boolean},
    {"utp-enabled", Type::boolean},
    {"version", Type::string},
});

/// The one that was renamed.
constexpr std::uint64_t cache_size_mib = key_hash("cache-size-mib");
constexpr std::uint64_t cache_size_mb = key_hash("cache-size-mb");

const TypedMember* find_setting(std::string_view name) {
  const std::uint64_t hash = key_hash(name);
  const auto* found = std::ranges::find(settings, hash == cache_size_mib ? cache_size_mb : hash,
                                        &TypedMember::hash);
  return found == settings.end() ? nullptr : found;
}

}  // namespace

std::optional<std::string> SessionSettings::get(std::string_view name) const {
  const TypedMember* setting = find_setting(name);
  const auto found = setting ? values.find(setting->name) : values.end();
  return found == values.end() ? std::nullopt : std::optional(found->second);
}

std::string SessionSettings::json() const {
  std::string text = "{";
  for (const auto& [name, value] : values) {
    if (text.size() > 1) text += ',';
    text += json_quote(name) + ":" + value;
  }
  return text + '}';
}

SessionSettings read_session_settings(JsonView body) {
  SessionSettings told;
  for (JsonView v = body.first(); v.present(); v = v.next()) {
    const TypedMember* setting = find_setting(v.key());
    const auto value = setting ? value_text(v, setting->type) : std::nullopt;
    if (value) told.values.insert_or_assign(std::string(setting->name), *value);
  }
  return told;
}

}  // namespace wst
