// Server::create(loop, limits, admission, tls, handler, make_endpoint), traffic():
// HTTP by the gate, WebSocket by libwebsockets, of which nothing is seen beyond
// the .cpp. What a client says goes to its Endpoint, what it asks to the Handler.
#pragma once

#include <ev++.h>

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>

#include "base/result.h"
#include "base/unique_fd.h"
#include "http/admission.h"
#include "http/arrival.h"
#include "http/connection_quota.h"
#include "http/exposure.h"
#include "http/http.h"
#include "http/http_server.h"
#include "http/metrics.h"
#include "http/peer.h"
#include "http/proxy_entrance.h"
#include "process/reserve.h"
#include "process/ticker.h"
#include "router/endpoint.h"
#include "tls/tls.h"
#include "tls/tunnels.h"
#include "websocket/inbox.h"

struct lws;
struct lws_context;
struct lws_vhost;

namespace wst {

struct ServerLimits {
  std::size_t connections = 4096;
  std::size_t connections_per_address = 1024;
  std::size_t message_bytes = 12u << 20;      ///< of one WebSocket message from a client
  std::size_t all_message_bytes = 64u << 20;  ///< of all large ones that are under way
  std::size_t header_bytes = 32u << 10;       ///< of one request's head
  double header_seconds = 10;                 ///< for it to arrive, and between bytes of a body
  std::size_t body_bytes = 12u << 20;         ///< of one request's body
  std::size_t all_body_bytes = 64u << 20;     ///< of all that are under way
  double ping_seconds = 25;                   ///< between two of our pings to a WebSocket
  std::size_t control_frames = 20;            ///< pings and the like from one, in a second
};

class WebSocketPeer;

/// Not movable: lws and the loop know it. Destroying it closes what is open.
class Server {
 public:
  using Handler = HttpServer::Handler;
  /// An endpoint for a client that chose `subprotocol`; empty: none.
  using MakeEndpoint =
      std::function<std::unique_ptr<Endpoint>(std::string_view subprotocol, Connection&)>;

  /// `tls`: for who enters encrypted; outlives the server; null: nobody does.
  static Result<std::unique_ptr<Server>> create(ev::loop_ref loop, const ServerLimits& limits,
                                                Admission admission, const TlsContext* tls,
                                                Handler handler, MakeEndpoint make_endpoint);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Takes over a connected, non-blocking socket.
  void adopt(UniqueFd socket, const Peer& peer, Entry entry);
  /// Ends it with no more effort than a short answer, as there is a `shortage`.
  void turn_away_at_once(UniqueFd socket, const Peer& peer, Entry entry, Shortage shortage);
  /// Sends every WebSocket a close frame; `done` is called when all are out.
  void close_all(const Close& close, std::function<void()> done);

  [[nodiscard]] Traffic traffic() const { return {quota_.taken(), sockets_.size()}; }

 private:
  friend struct LwsEvents;

  Server(ev::loop_ref loop, const ServerLimits& limits, Admission admission, const TlsContext* tls,
         Handler handler, MakeEndpoint make_endpoint);
  bool start(struct ev_loop* loop);
  void admit(Arrival arrival, Entry entry);
  void admit_proxied(Arrival arrival, Entry entry);
  void turn_away(UniqueFd socket, const Peer& peer, Entry entry, HttpResponse refusal);
  void take_over(Arrival arrival, const std::string& head);

  void on_established(lws* wsi);
  [[nodiscard]] std::unique_ptr<Endpoint> endpoint_of(lws* wsi, Connection& connection) const;
  void on_closed(WebSocketPeer& peer);
  void on_created(lws* wsi);
  void on_destroyed(lws* wsi);

  void wake(WebSocketPeer& peer);
  void flush(ev::timer& watcher, int events) noexcept;
  void begin_keepalive();
  void end_keepalive();
  void look_after_all();
  void on_turn(ev::check& watcher, int events) noexcept;
  void check_all_closed();

  ServerLimits limits_;
  Admission admission_;
  MakeEndpoint make_endpoint_;

  ConnectionQuota quota_;
  HttpServer http_server_;
  ProxyEntrance proxies_;
  std::unique_ptr<Tunnels> tunnels_;           // where there is TLS
  Arrival* arriving_ = nullptr;                // that lws is taking over
  std::unordered_map<lws*, Arrival> arrived_;  // their sockets are lws' now
  lws_context* context_ = nullptr;
  lws_vhost* vhost_ = nullptr;
  Budget inboxes_;
  std::unordered_map<WebSocketPeer*, std::unique_ptr<WebSocketPeer>> sockets_;
  std::deque<WebSocketPeer*> awake_;
  std::function<void()> on_all_closed_;
  ev::timer flush_;
  bool keepalive_is_near_ = false;
  Ticker keepalive_;      // while there are sockets
  ev::check after_turn_;  // likewise
};

}  // namespace wst
