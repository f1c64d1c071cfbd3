// What a browser's form sends: application/x-www-form-urlencoded.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace wst {

/// The field `name` of a form's body; nothing unless it stands there exactly
/// once and is well written.
std::optional<std::string> form_field(std::string_view body, std::string_view name);

}  // namespace wst
