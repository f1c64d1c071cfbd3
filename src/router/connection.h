// The seam between sessions and sockets. A socket pulls frames from its
// session when it can take them; the session only ever asks to be pulled.
#pragma once

#include <memory>
#include <string>

namespace wst {

/// The bytes of one text message, shared by all who are sent the same.
using Frame = std::shared_ptr<const std::string>;

class Connection {
 public:
  virtual ~Connection() = default;
  /// The session has something to send or wants to close. The socket asks for
  /// it later, from the loop, never from within this call.
  virtual void wake() = 0;
  /// No message is handed to the session until go_on_reading(): what the client
  /// sends stays with the client.
  virtual void stop_reading() = 0;
  virtual void go_on_reading() = 0;
  /// Of the client, as text.
  [[nodiscard]] virtual const std::string& address() const = 0;
};

}  // namespace wst
