// What the server tells the page as it hands it out: in its <meta> elements.
#pragma once

#include <string>
#include <string_view>

namespace wst {

/// `html` with `content` in its element <meta name="NAME" content="">; as it is
/// if there is none.
std::string with_meta(std::string html, std::string_view name, std::string_view content);

}  // namespace wst
