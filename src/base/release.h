// Gives back the memory of a text that is done with.
//
// Assigning "" or {} does not: the C++ library copies a short text into the room that is there. A
// connection that once held twelve megabytes would hold them until it closes.
#pragma once

#include <string>

namespace wst {

inline void release(std::string& text) { std::string().swap(text); }

}  // namespace wst
