// One WebSocket: pulls frames from its endpoint as the socket takes them.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "router/endpoint.h"
#include "websocket/inbox.h"
#include "websocket/keepalive.h"

struct lws;

namespace wst {

/// Not movable: its endpoint knows it. The handlers return what lws' callbacks
/// do: 0, or -1 to close the connection.
class WebSocketPeer final : public Connection {
 public:
  /// `on_wake` is called once until the next flush().
  /// `inbox_bytes`: of a message; `budget`: of all that are large, and outlives it.
  WebSocketPeer(lws* wsi, std::string address, std::size_t inbox_bytes, Budget& budget,
                const KeepaliveLimits& limits, std::function<void(WebSocketPeer&)> on_wake);

  void wake() override;
  void stop_reading() override;
  void go_on_reading() override;
  [[nodiscard]] const std::string& address() const override { return address_; }
  void begin(std::unique_ptr<Endpoint> endpoint) { endpoint_ = std::move(endpoint); }
  /// Closes as soon as a frame in progress allows, whatever the endpoint wants.
  void end(Close close);

  /// Within lws' own callbacks.
  int on_receive(const char* bytes, std::size_t size);
  void on_pong() { keepalive_.on_sign_of_life(); }
  int on_writable();
  /// The client's own close frame, before it is echoed.
  int on_close_frame(std::string_view payload);
  /// Outside them: writes what the socket takes now.
  void flush();
  /// Outside them: whether the client is there and behaves. `read`: how many
  /// bytes its socket has given so far, if that is known. Returns when to look
  /// again although nothing happens (steady_now()).
  double look_after(std::optional<std::uint64_t> read);
  [[nodiscard]] int socket() const;

 private:
  enum class Written { all, some, failed };

  /// How far the connection is from its end; it only goes on.
  enum class State {
    open,
    ending,         ///< end() was called: a frame in progress is finished first
    client_closed,  ///< the client's close frame has come; lws goes on reading
    hung_up,        ///< our close has been said: lws sees to the rest
  };

  /// What is being sent.
  struct Outgoing {
    Frame frame;
    bool binary = false;
    std::size_t offset = 0;  ///< already handed to lws
  };

  Written write_what_fits();
  void act_on(Keepalive::Verdict verdict);
  void drop();
  void begin_frame();
  bool write_next_fragment();
  int hang_up(Close close);
  int refuse_message(bool is_binary);

  lws* wsi_;
  const std::string address_;
  Keepalive keepalive_;
  std::function<void(WebSocketPeer&)> on_wake_;
  std::unique_ptr<Endpoint> endpoint_;
  Inbox inbox_;
  Outgoing outgoing_;
  State state_ = State::open;
  std::optional<Close> ending_;  // what end() wants said
  double ended_ = 0;             // when it was called first
  bool owes_ping_ = false;
  bool awake_ = false;
};

}  // namespace wst
