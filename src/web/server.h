// HTTP and WebSocket over libwebsockets. Nothing of lws is seen beyond the
// .cpp; what a client says goes to its Session, what it asks to the Handler.
#pragma once

#include <ev++.h>

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"
#include "session/session.h"
#include "web/admission.h"
#include "web/http.h"

struct lws;
struct lws_context;
struct lws_vhost;

namespace wst {

struct ServerLimits {
  std::size_t connections = 4096;
  std::size_t connections_per_address = 1024;
  std::size_t message_bytes = 64u << 10;  ///< of one WebSocket message from a client
  unsigned header_bytes = 8u << 10;       ///< of one request's head
  unsigned header_seconds = 10;           ///< for it to arrive
};

class WebSocketPeer;
struct HttpExchange;

/// Not movable: lws and the loop know it. Destroying it closes what is open.
class Server {
 public:
  using Handler = std::function<void(const HttpRequest&, Respond)>;
  /// A session for a client that chose `subprotocol`.
  using MakeSession =
      std::function<std::unique_ptr<Session>(std::string_view subprotocol, Connection&)>;

  static Result<std::unique_ptr<Server>> create(ev::loop_ref loop, const ServerLimits& limits,
                                                Admission admission, Handler handler,
                                                MakeSession make_session);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Takes over a connected, non-blocking socket.
  void adopt(UniqueFd socket, const std::string& peer);
  /// Sends every WebSocket a close frame; `done` is called when all are out.
  void close_all(const Close& close, std::function<void()> done);

 private:
  friend struct LwsEvents;

  Server(ev::loop_ref loop, const ServerLimits& limits, Admission admission, Handler handler,
         MakeSession make_session);
  bool start(struct ev_loop* loop);

  int on_http(lws* wsi, const std::string& path);
  int on_http_writable(HttpExchange& exchange);
  int on_upgrade(lws* wsi);
  void respond(std::uint64_t exchange, HttpResponse response);
  void on_established(lws* wsi);
  void on_closed(WebSocketPeer& peer);
  void on_destroyed(lws* wsi);

  void wake(WebSocketPeer& peer);
  void flush(ev::timer& watcher, int events) noexcept;
  void look_at_heads(ev::timer& watcher, int events) noexcept;
  void check_all_closed();

  ServerLimits limits_;
  Admission admission_;
  Handler handler_;
  MakeSession make_session_;

  lws_context* context_ = nullptr;
  lws_vhost* vhost_ = nullptr;
  std::unordered_map<lws*, std::string> addresses_;
  std::map<std::string, std::size_t> per_address_;
  std::uint64_t next_exchange_ = 1;
  std::unordered_map<std::uint64_t, std::unique_ptr<HttpExchange>> exchanges_;
  std::unordered_map<WebSocketPeer*, std::unique_ptr<WebSocketPeer>> sockets_;
  std::deque<WebSocketPeer*> awake_;
  std::function<void()> on_all_closed_;
  ev::timer flush_;
  ev::timer head_check_;
  bool check_again_ = false;  // somebody came while the timer ran
};

}  // namespace wst
