// What the options' values may look like. Each function sets its target, or
// says what the value must be and changes nothing.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/options.h"

namespace wst::option_values {

using Problem = std::optional<std::string>;  ///< "a number of seconds from 1 to 60"

constexpr double day = 86400;

Problem set_seconds(double& target, const std::string& value, double least, double most = day);
Problem set_count(std::size_t& target, const std::string& value, std::size_t least,
                  std::size_t most);
/// ADDRESS:PORT, http://ADDRESS:PORT, https://ADDRESS:PORT or unix:/PATH, parted by commas, behind
/// those that are there.
Problem add_listens(std::vector<ListenAddress>& list, const std::string& value);
/// Of a file, octal.
Problem set_mode(unsigned& target, const std::string& value);
/// Not empty, and not what looks like another option.
Problem set_text(std::string& target, const std::string& value, const char* must_be);
/// Of a user, an account or a header.
Problem set_name(std::string& target, const std::string& value);
Problem set_role(std::string& target, const std::string& value);
/// Blanks part words; double quotes hold a word with blanks together.
Problem set_words(std::vector<std::string>& target, const std::string& value);
/// Names parted by commas, behind those that are there.
Problem add_to_list(std::vector<std::string>& list, const std::string& value);
/// Names of this machine as the header Host has them, parted by commas.
Problem add_hosts(std::vector<std::string>& list, const std::string& value);
/// Origins as the header Origin has them, parted by commas.
Problem add_origins(std::vector<std::string>& list, const std::string& value);
/// Absolute folders without `..`, parted by colons, behind those that are there.
Problem add_folders(std::vector<std::string>& list, const std::string& value);
/// "auto", "posix" or "none".
Problem set_shell(std::optional<bool>& shell, const std::string& value);
/// "nobody" or "viewer".
Problem set_open(bool& open, const std::string& value);

}  // namespace wst::option_values
