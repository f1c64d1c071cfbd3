// An answer's frame, {"arguments":{},"result":"success"} or JSON-RPC 2.0, and how versions
// spell its keys: peer-limit, peer_limit or peerLimit.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"

namespace wst {

/// Equal for keys that differ only in case, `-` and `_` (FNV-1a of the rest).
constexpr std::uint64_t key_hash(std::string_view key) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (char c : key) {
    if (c == '-' || c == '_') continue;
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  }
  return hash;
}

/// The member of `object` that is called `key` in one spelling or another.
inline JsonView member(JsonView object, std::string_view key) {
  JsonView found;
  if (!object.is_object()) return found;
  for (JsonView v = object.first(); v.present(); v = v.next()) {
    if (key_hash(v.key()) == key_hash(key)) found = v;
  }
  return found;
}

/// What the answer tells; absent if it tells nothing.
JsonView answer_body(JsonView envelope);

/// Why the daemon refused, in its own words; nothing if it did not.
std::optional<std::string> answer_refusal(JsonView envelope);

}  // namespace wst
