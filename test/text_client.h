// Clients of a router of fakes that speak plain messages or WAMP v1, and what
// they hear, as it is.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "fakes.h"

namespace wst::test {

/// A frame a line; at last, how it is to be closed.
inline std::string lines_of(Session& session) {
  std::string lines;
  const auto add = [&](const std::string& line) { lines += (lines.empty() ? "" : "\n") + line; };
  for (const auto& frame : drain(session)) add(frame);
  if (session.closing()) add("close " + std::to_string(session.closing()->code));
  return lines;
}

template <typename Kind>
struct TextClient {
  explicit TextClient(Router& router) : session(connection, router) {}

  /// Everything said to `text`.
  std::string say(const std::string& text) {
    session.on_text(text);
    return heard();
  }
  std::string heard() { return lines_of(session); }

  FakeConnection connection;
  Kind session;
};

template <typename Kind>
struct TextWorld : RouterWorld {
  explicit TextWorld(RouterLimits limits = {}) : RouterWorld(limits) {}

  TextClient<Kind>& connect() {
    clients.push_back(std::make_unique<TextClient<Kind>>(router));
    return *clients.back();
  }

  std::vector<std::unique_ptr<TextClient<Kind>>> clients;
};

}  // namespace wst::test
