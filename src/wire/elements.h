// The parts of a JSON text as they were written, for what is handed on or
// compared and must not pass through a number of 53 bits on its way.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace wst {

/// The texts of an array's elements, or of an object's values, in order and
/// without white space around them. `json` is valid (Json::parse() took it), or the beginning of
/// what is: then the last element is left out.
std::vector<std::string_view> element_texts(std::string_view json);

/// The first `count` elements, as an array, of one that may be cut off behind them; empty if they
/// are not there.
std::string first_elements(std::string_view begin, std::size_t count);

}  // namespace wst
