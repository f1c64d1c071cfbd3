// The seam between sockets and protocols. A socket hands messages to its
// endpoint, and pulls frames from it when it can take them; the endpoint only
// ever asks to be pulled.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace wst {

/// The bytes of one message, shared by all who are sent the same.
using Frame = std::shared_ptr<const std::string>;

/// How a WebSocket is to be closed (RFC 6455, section 7.4).
struct Close {
  std::uint16_t code = 1000;
  std::string reason;
};

/// What is known of a message that was too large to be taken.
struct Oversized {
  std::string_view begin;  ///< its first bytes, at least 64
  std::string members;     ///< of an object its short members: `{"id":7}`
};

/// What a socket is to the one who speaks by it.
class Connection {
 public:
  virtual ~Connection() = default;
  /// The endpoint has something to send or wants to close. The socket asks for
  /// it later, from the loop, never from within this call.
  virtual void wake() = 0;
  /// No message is handed over until go_on_reading(): what the client sends
  /// stays with the client.
  virtual void stop_reading() = 0;
  virtual void go_on_reading() = 0;
  /// Of the client, as text.
  [[nodiscard]] virtual const std::string& address() const = 0;
};

/// What a socket needs of a protocol.
class Endpoint {
 public:
  virtual ~Endpoint() = default;
  virtual void on_text(std::string_view text) = 0;
  virtual void on_binary(std::string_view bytes) = 0;
  /// False if the protocol has no answer to it: the connection is to be closed then.
  virtual bool on_oversized(const Oversized& /*message*/, const Error& /*why*/) { return false; }

  /// The next frame to send; none when there is nothing to say now.
  virtual Frame next_frame() = 0;
  /// Whether the frame that next_frame() gave last is binary.
  [[nodiscard]] virtual bool sends_binary() const { return false; }
  /// Set when the socket is to be closed, once next_frame() has no more.
  [[nodiscard]] virtual const std::optional<Close>& closing() const = 0;
};

}  // namespace wst
