// Clients of a router of fakes that speak plain messages or WAMP v1, and what they hear, as it is:
// a message a line, and at last how the connection is to be closed, "close 4401".
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "fakes.h"

namespace wst::test {

/// A frame a line; at last, how it is to be closed.
inline std::string lines_of(Endpoint& client) {
  std::string lines;
  const auto add = [&](const std::string& line) { lines += (lines.empty() ? "" : "\n") + line; };
  for (const auto& frame : drain(client)) add(frame);
  if (client.closing()) add("close " + std::to_string(client.closing()->code));
  return lines;
}

template <typename Kind>
struct TextDialog {
  explicit TextDialog(Router& router) : endpoint(connection, router) {}

  /// Everything said to `text`.
  std::string say(const std::string& text) {
    endpoint.on_text(text);
    return heard();
  }
  std::string heard() { return lines_of(endpoint); }

  FakeConnection connection;
  Kind endpoint;
};

template <typename Kind>
struct TextWorld : RouterWorld {
  explicit TextWorld(RouterLimits limits = {}) : RouterWorld(limits) {}

  TextDialog<Kind>& connect() {
    clients.push_back(std::make_unique<TextDialog<Kind>>(router));
    return *clients.back();
  }

  std::vector<std::unique_ptr<TextDialog<Kind>>> clients;
};

}  // namespace wst::test
