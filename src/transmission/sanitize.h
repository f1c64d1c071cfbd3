// What a run printed, made fit for people: which lines may be repeated at all,
// and how they become harmless text.
#pragma once

#include <string>
#include <string_view>

namespace wst {

/// One line of valid UTF-8 without tags or control characters, at most 300
/// bytes long.
std::string plain_text(std::string_view text);

/// `host` without a user name and password in it.
std::string host_for_people(std::string_view host);

/// The lines of `printed` that tell of a failure, each ending in '\n'. Of a
/// --debug stream that is what curl and transmission-remote say themselves,
/// never what was sent or received.
std::string telling_lines(std::string_view printed);

}  // namespace wst
