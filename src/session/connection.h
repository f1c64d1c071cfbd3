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
};

}  // namespace wst
