// Says what it hears: for conformance suites, which so meet the code by which
// every client is heard and told.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string_view>

#include "router/endpoint.h"

namespace wst {

class EchoEndpoint final : public Endpoint {
 public:
  /// `connection` outlives it.
  explicit EchoEndpoint(Connection& connection) : connection_(connection) {}

  void on_text(std::string_view text) override { hear(text, false); }
  void on_binary(std::string_view bytes) override { hear(bytes, true); }
  Frame next_frame() override;
  [[nodiscard]] bool sends_binary() const override { return says_binary_; }
  [[nodiscard]] const std::optional<Close>& closing() const override { return closing_; }

 private:
  struct Echo {
    Frame frame;
    bool binary;
  };

  void hear(std::string_view message, bool binary);

  Connection& connection_;
  std::deque<Echo> echoes_;
  std::size_t bytes_ = 0;  // of echoes_
  bool says_binary_ = false;
  std::optional<Close> closing_;
};

}  // namespace wst
