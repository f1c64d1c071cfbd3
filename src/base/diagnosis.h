// Why something failed, for a person.
#pragma once

#include <string>

namespace wst {

struct Diagnosis {
  std::string reason;  ///< one sentence: what happened, to which thing
  std::string hint;    ///< what to do about it; may be empty

  bool operator==(const Diagnosis&) const = default;
};

}  // namespace wst
