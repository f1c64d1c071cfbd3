// Whether the program may serve where it is told to, and how clients come in there.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "config/options.h"

namespace wst {

/// How the clients of one listener come in.
enum class Entry {
  plain,
  proxies_only,  ///< plain, for trusted proxies and this machine; others are turned away
  encrypted,
};

/// What is known of a listener.
struct Reach {
  std::string where;  ///< "0.0.0.0:9095"
  bool others;        ///< other machines can reach it
  bool has_tls;       ///< by our certificate
};

/// An address as text that is this machine's own.
bool is_loopback_address(std::string_view address);

/// What others can reach needs users and encryption, ours or that of a trusted proxy. The error
/// says what is missing.
Result<Entry> entry_of(const Options& options, const Reach& reach);

}  // namespace wst
