// Whether the program may serve where it is told to.
#pragma once

#include <optional>
#include <string_view>

#include "base/result.h"
#include "config/options.h"

namespace wst {

/// An address as text that is this machine's own.
bool is_loopback_address(std::string_view address);

/// What is missing for serving at the address of `options`, which is a
/// `loopback` one or that of a `local` socket, or neither. What others can
/// reach needs users and encryption, ours or that of a trusted proxy.
std::optional<Error> check_exposure(const Options& options, bool loopback, bool local);

}  // namespace wst
