// A client that speaks the plain protocol.
#pragma once

#include "session/session.h"
#include "wire/plain.h"

namespace wst {

class PlainSession final : public Session {
 public:
  using Session::Session;
  void on_text(std::string_view text) override;
  void on_binary() override;

 private:
  void on_message(const plain::Subscribe& message);
  void on_message(const plain::Unsubscribe& message);
  void on_message(const plain::Call& message);
  std::string event_text(const NamedTopic& topic, bool first, std::string_view payload) override;
  [[nodiscard]] char protocol() const override { return 'p'; }
};

}  // namespace wst
