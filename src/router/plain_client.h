// A client that speaks the plain protocol.
#pragma once

#include <cstdint>

#include "router/token_client.h"
#include "wire/plain.h"

namespace wst {

class PlainClient final : public TokenClient {
 public:
  using TokenClient::TokenClient;
  void on_text(std::string_view text) override;
  bool on_oversized(const Oversized& message, const Error& why) override;
  void on_revoked(const Pattern& pattern, std::string_view reason) override;
  /// Says why, then closes with 4403: to come back would be of no use.
  void on_killed(std::string_view reason, std::string_view message) override;

 private:
  void on_message(const plain::Subscribe& message);
  void on_message(const plain::Unsubscribe& message);
  void on_message(const plain::Call& message);
  void on_message(const plain::Cancel& message);
  void on_message(const TokenLogin& message);
  void subscribe_to(const plain::Subscribe& message);
  /// `then`, if that is who it is now.
  void admit(const TokenLogin& who, std::function<void()> then);
  void refuse(const Error& error, std::string_view id = {});

  void on_progress(const std::string& key, const wamp2::Payload& payload) override;
  void on_result(const std::string& key, const CallResult& result) override;
  std::string event_text(const EventParts& parts) override;
  [[nodiscard]] char protocol(const Pattern&) const override { return 'p'; }

  std::uint64_t last_nameless_ = 0;  // call without an id
};

}  // namespace wst
