// A client that speaks WAMP v2.
#pragma once

#include <set>

#include "router/client.h"
#include "wire/wamp2.h"

namespace wst {

class Wamp2Client final : public Client, private Worker {
 public:
  using Client::Client;
  void on_text(std::string_view text) override;
  bool on_oversized(const Oversized& message, const Error& why) override;
  void on_binary(std::string_view bytes) override;
  void on_revoked(const Pattern& pattern, std::string_view reason) override;
  void on_killed(std::string_view reason, std::string_view message) override;

 private:
  enum class Stage { greeting, challenged, joined, parting };

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
  void on_message(const wamp2::Yield& message);
  void on_message(const wamp2::InvocationError& message);

  void on_progress(const std::string& key, const wamp2::Payload& payload) override;
  void on_result(const std::string& key, const CallResult& result) override;
  void on_invocation(wamp2::Id request, wamp2::Id registration, bool receive_progress,
                     const wamp2::Payload& payload) override;
  void on_interrupt(wamp2::Id request, wamp2::CancelMode mode) override;
  void on_patience_end() override;
  std::string event_text(const EventParts& parts) override;
  [[nodiscard]] char protocol(const Pattern&) const override { return 'w'; }

  [[nodiscard]] bool is_in_place(const wamp2::Message& message) const;
  void authenticate(const wamp2::Hello& message);
  /// `token`: the ticket to come with the next time.
  void welcome(Identity identity, std::string token = {});
  void refuse(wamp2::Request type, wamp2::Id request, const Error& error);
  void abort(std::string_view reason, std::string_view why);
  void violate(std::string_view why);

  Stage stage_ = Stage::greeting;
  std::string authid_;  // of whom a ticket is awaited
  bool understands_revocation_ = false;
  bool understands_interrupt_ = false;
  std::set<wamp2::Id> silent_;  // subscriptions that ended without its knowledge
};

}  // namespace wst
