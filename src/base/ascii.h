// ASCII text, as the heads of HTTP, links and their escapes are made of it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wst {

/// ASCII only.
std::string lower_case(std::string_view text);
/// Without blanks and tabs at its ends.
std::string_view trimmed(std::string_view text);
/// What stands between the commas, trimmed, empty ones left out.
std::vector<std::string_view> list_items(std::string_view list);
/// Each %XX as the byte it stands for; nothing if one of them is none.
std::optional<std::string> percent_decoded(std::string_view text);

}  // namespace wst
