// What this program calls itself.
#pragma once

#include <string_view>

namespace wst {

constexpr std::string_view agent = "wstorrentd/0.1.0";
constexpr std::string_view version = agent.substr(agent.find('/') + 1);

}  // namespace wst
