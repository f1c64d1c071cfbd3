// The whole program between its first and its last turn of the loop.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "base/result.h"
#include "config/options.h"
#include "http/forwarded.h"
#include "http/listener.h"
#include "http/static_files.h"
#include "tls/tls.h"

namespace wst {

/// Where it serves, and what it serves from.
struct Site {
  std::unique_ptr<Listener> listener = nullptr;
  std::optional<TlsContext> tls = {};
  ProxyRules proxies = {};
  StaticFiles files;
};

/// Reads the files of users and workers, serves until a signal ends it, and says when it begins to.
/// The error: it could not begin.
std::optional<Error> run_daemon(const Options& options, Site site,
                                const std::function<void()>& on_ready);

}  // namespace wst
