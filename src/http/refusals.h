// Who was turned away, in the log: once a minute for each address, so that no one can fill it.
#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>

#include "http/http.h"

namespace wst {

class Refusals {
 public:
  /// `most`: addresses that are remembered; while there are more, the further ones go unsaid.
  explicit Refusals(std::size_t most = 1'000) : most_(most) {}

  /// The line to be logged; empty if one was, of this address, within the minute. `now`: seconds.
  std::string note(const std::string& address, const HttpResponse& refusal, double now);

 private:
  std::size_t most_;
  std::unordered_map<std::string, double> told_;  // when, last
};

}  // namespace wst
