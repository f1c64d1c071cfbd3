// A client that speaks WAMP v2: one session of realm `wstorrent` at a time,
// and the broker's answers.
#pragma once

#include "session/session.h"
#include "wire/wamp2.h"

namespace wst {

class Wamp2Session final : public Session {
 public:
  using Session::Session;
  void on_text(std::string_view text) override;
  void on_binary() override;

 private:
  void on_message(const wamp2::Hello& message);
  void on_message(const wamp2::Abort& message);
  void on_message(const wamp2::Authenticate& message);
  void on_message(const wamp2::Goodbye& message);
  void on_message(const wamp2::Publish& message);
  void on_message(const wamp2::Subscribe& message);
  void on_message(const wamp2::Unsubscribe& message);
  void on_message(const wamp2::Call& message);
  void on_message(const wamp2::Cancel& message);
  void on_message(const wamp2::Register& message);
  void on_message(const wamp2::Unregister& message);

  void abort(std::string_view reason, std::string_view why);
  void violate(std::string_view why);
  void refuse(const wamp2::Subscribe& message, std::string_view uri, std::string_view why);

  std::string event_text(const NamedTopic& topic, bool first, std::string_view payload) override;
  [[nodiscard]] char protocol() const override { return '2'; }

  bool joined_ = false;
};

}  // namespace wst
