// The whole program between its first and its last turn of the loop.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "config/options.h"
#include "http/exposure.h"
#include "http/forwarded.h"
#include "http/listener.h"
#include "http/static_files.h"
#include "tls/tls.h"

namespace wst {

/// A listener, and how its clients come in.
struct Door {
  std::unique_ptr<Listener> listener;
  Entry entry;

  [[nodiscard]] std::string url() const { return listener->url(entry == Entry::encrypted); }
};

/// Where it serves, and what it serves from.
struct Site {
  std::vector<Door> doors = {};
  std::optional<TlsContext> tls = {};
  ProxyRules proxies = {};
  StaticFiles files;
};

/// Reads the files of users and workers, serves until a signal ends it, and says when it begins to.
/// The error: it could not begin.
std::optional<Error> run_daemon(const Options& options, Site site,
                                const std::function<void()>& on_ready);

}  // namespace wst
