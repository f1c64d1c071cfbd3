// The parts of a JSON text as they were written, for what is handed on or
// compared and must not pass through a number of 53 bits on its way.
#pragma once

#include <string_view>
#include <vector>

namespace wst {

/// The texts of an array's elements, or of an object's values, in order and
/// without white space around them. `json` is valid: Json::parse() took it.
std::vector<std::string_view> element_texts(std::string_view json);

}  // namespace wst
