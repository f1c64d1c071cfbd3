// A row of a table of routes: which path is answered to which methods, by whom.
#pragma once

#include <algorithm>
#include <span>
#include <string_view>

#include "base/ascii.h"
#include "http/http.h"

namespace wst {

template <typename Owner>
struct Route {
  std::string_view path;  ///< a final * stands for anything
  Abandon (Owner::*answer)(const HttpRequest&, const Respond&);
  std::string_view methods = "GET, HEAD";

  [[nodiscard]] bool fits(std::string_view asked) const {
    if (!path.ends_with('*')) return asked == path;
    return asked.starts_with(path.substr(0, path.size() - 1));
  }
  [[nodiscard]] bool takes(std::string_view method) const {
    const auto allowed = list_items(methods);
    return std::find(allowed.begin(), allowed.end(), method) != allowed.end();
  }

  Abandon follow(Owner& owner, const HttpRequest& request, const Respond& respond) const {
    if (takes(request.method)) return (owner.*answer)(request, respond);
    respond(http_wrong_method(methods));
    return nullptr;
  }
};

/// The first that fits; null if none does.
template <typename Owner>
const Route<Owner>* find_route(std::span<const Route<Owner>> routes, std::string_view path) {
  const auto found = std::find_if(routes.begin(), routes.end(),
                                  [&](const auto& route) { return route.fits(path); });
  return found == routes.end() ? nullptr : &*found;
}

}  // namespace wst
