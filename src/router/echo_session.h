// Says what it hears: for conformance suites, which so meet the receive and
// send code of every other session.
#pragma once

#include <deque>
#include <string>
#include <string_view>

#include "router/session.h"

namespace wst {

class EchoSession final : public Session {
 public:
  EchoSession(Connection& connection, Router& router)
      : Session(connection, router), connection_(connection) {}

  void on_text(std::string_view text) override { hear(text, false); }
  void on_binary(std::string_view bytes) override { hear(bytes, true); }
  Frame next_frame() override;
  [[nodiscard]] bool sends_binary() const override { return says_binary_; }
  void on_killed(std::string_view /*reason*/, std::string_view /*message*/) override {}

 private:
  struct Echo {
    Frame frame;
    bool binary;
  };

  void hear(std::string_view message, bool binary);
  std::string event_text(const EventParts& /*parts*/) override { return ""; }
  [[nodiscard]] char protocol(const Pattern& /*pattern*/) const override { return 0; }

  Connection& connection_;
  std::deque<Echo> echoes_;
  std::size_t bytes_ = 0;  // of echoes_
  bool says_binary_ = false;
};

}  // namespace wst
