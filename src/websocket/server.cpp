#include "websocket/server.h"

#include <libwebsockets.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>

#include "base/clock.h"
#include "base/log.h"
#include "http/admission.h"
#include "websocket/echo_endpoint.h"
#include "websocket/lws_io.h"
#include "websocket/websocket_peer.h"

namespace wst {

namespace {

// A slice of a broadcast: between slices the loop serves everybody else.
constexpr std::size_t peers_per_slice = 128;
// For a close frame to be answered.
constexpr unsigned farewell_seconds = 10;
// A handshake as lws reads it may be longer by some blanks.
constexpr std::size_t head_slack = 128;

// Of lws, whose own come up to half a minute late.
constexpr lws_retry_bo_t no_pings{};
constexpr double keepalive_seconds = 1;
// A message that keeps dribbling in is not waited for without end.
constexpr double longest_message_in_pauses = 6;

// What lws keeps for us per connection; it begins zeroed.
struct Slot {
  WebSocketPeer* peer;
};

}  // namespace

// Each event of lws that matters here, and who handles it.
struct LwsEvents {
  struct Event {
    lws* wsi;
    Slot* slot;
    const char* in;
    std::size_t size;
    Server& server;
  };
  struct Entry {
    lws_callback_reasons reason;
    int (*handle)(const Event&);
  };

  static int established(const Event& e) { return e.server.on_established(e.wsi), 0; }
  static int receive(const Event& e) {
    return e.slot->peer ? e.slot->peer->on_receive(e.in, e.size) : -1;
  }
  static int pong(const Event& e) {
    if (e.slot->peer) e.slot->peer->on_pong();
    return 0;
  }
  static int closing(const Event& e) {
    return e.slot->peer ? e.slot->peer->on_close_frame({e.in, e.size}) : 0;
  }
  static int writable(const Event& e) { return e.slot->peer ? e.slot->peer->on_writable() : -1; }
  static int closed(const Event& e) {
    if (e.slot && e.slot->peer) e.server.on_closed(*std::exchange(e.slot->peer, nullptr));
    return 0;
  }
  // The gate hands over nothing but WebSockets.
  static int other(const Event&) { return -1; }
  static int created(const Event& e) { return e.server.on_created(e.wsi), 0; }
  static int destroyed(const Event& e) { return e.server.on_destroyed(e.wsi), 0; }

  static constexpr std::array<Entry, 11> table = {{
      {LWS_CALLBACK_WSI_CREATE, created},
      {LWS_CALLBACK_ESTABLISHED, established},
      {LWS_CALLBACK_RECEIVE, receive},
      {LWS_CALLBACK_RECEIVE_PONG, pong},
      {LWS_CALLBACK_WS_PEER_INITIATED_CLOSE, closing},
      {LWS_CALLBACK_SERVER_WRITEABLE, writable},
      {LWS_CALLBACK_CLOSED, closed},
      {LWS_CALLBACK_HTTP, other},
      {LWS_CALLBACK_RAW_ADOPT, other},
      {LWS_CALLBACK_RAW_RX, other},
      {LWS_CALLBACK_WSI_DESTROY, destroyed},
  }};

  static int callback(lws* wsi, lws_callback_reasons reason, void* user, void* in,
                      std::size_t size) {
    for (const auto& entry : table) {
      if (entry.reason != reason) continue;
      auto* server = static_cast<Server*>(lws_context_user(lws_get_context(wsi)));
      return entry.handle(
          {wsi, static_cast<Slot*>(user), static_cast<const char*>(in), size, *server});
    }
    return 0;
  }
};

namespace {

// The first is for sockets whose client names no subprotocol.
constexpr lws_protocols protocol(const char* name) {
  return {.name = name,
          .callback = LwsEvents::callback,
          .per_session_data_size = sizeof(Slot),
          .rx_buffer_size = 256,
          .id = 0,
          .user = nullptr,
          .tx_packet_size = LWS_PRE + fragment_bytes};
}
constexpr auto list_protocols() {
  // A blank, so that no client can ask for it.
  std::array<lws_protocols, spoken_subprotocols.size() + 2> list{protocol("no subprotocol")};
  for (std::size_t i = 0; i < spoken_subprotocols.size(); ++i) {
    list[i + 1] = protocol(spoken_subprotocols[i]);
  }
  return list;
}
constexpr auto protocols = list_protocols();

constexpr int seconds_until_room = 5;
HttpResponse no_slot(const Error& error) {
  return http_busy(503, error.message, seconds_until_room);
}
HttpResponse for_proxies_only() {
  return http_error(403, "wamp.error.not_authorized",
                    "only the proxies named by --trusted-proxy may connect here");
}
HttpResponse malformed_proxy_header() {
  return http_invalid(400, "the proxy's PROXY protocol header makes no sense");
}
HttpResponse speaks_https() {
  return http_invalid(400, "this port speaks https: use https:// in place of http://");
}

}  // namespace

Result<std::unique_ptr<Server>> Server::create(ev::loop_ref loop, const ServerLimits& limits,
                                               Admission admission, const TlsContext* tls,
                                               Handler handler, MakeEndpoint make_endpoint) {
  std::unique_ptr<Server> server(new Server(loop, limits, std::move(admission), tls,
                                            std::move(handler), std::move(make_endpoint)));
  if (server->start(loop)) return server;
  return Error{
      "libwebsockets did not start; is its libev plugin installed (libwebsockets-evlib-ev)?"};
}

Server::Server(ev::loop_ref loop, const ServerLimits& limits, Admission admission,
               const TlsContext* tls, Handler handler, MakeEndpoint make_endpoint)
    : limits_(limits),
      admission_(std::move(admission)),
      make_endpoint_(std::move(make_endpoint)),
      quota_(limits.connections, limits.connections_per_address),
      http_server_(
          loop, admission_,
          {limits.header_bytes, limits.header_seconds, limits.body_bytes, limits.all_body_bytes},
          std::move(handler),
          [this](Arrival arrival, const std::string& head) {
            take_over(std::move(arrival), head);
          }),
      proxies_(
          loop, limits.header_seconds,
          [this](Arrival arrival, Entry entry) { admit_proxied(std::move(arrival), entry); },
          [this](const Peer& proxy) { http_server_.on_refusal(proxy, malformed_proxy_header()); }),
      inboxes_(limits.all_message_bytes),
      flush_(loop),
      keepalive_(loop, [this] { look_after_all(); }),
      after_turn_(loop) {
  // Behind what is ready to be written: a pong leaves before the answer to what came behind its
  // ping.
  ev_set_priority(static_cast<ev_timer*>(&flush_), EV_MINPRI);
  flush_.set<Server, &Server::flush>(this);
  after_turn_.set<Server, &Server::on_turn>(this);
  if (!tls) return;
  tunnels_ = std::make_unique<Tunnels>(
      loop, *tls, limits_.header_seconds,
      [this](UniqueFd plain, QuotaSlot slot, const Peer& peer) {
        http_server_.enter({std::move(plain), std::move(slot), peer});
      },
      [this](UniqueFd socket, const Peer& peer) {
        http_server_.turn_away(std::move(socket), peer, speaks_https());
      });
}

bool Server::start(struct ev_loop* loop) {
  lws_set_log_level(LLL_ERR, [](int, const char* line) { log_warning(line); });
  void* loops[] = {loop};
  lws_context_creation_info info{};
  info.port = CONTEXT_PORT_NO_LISTEN_SERVER;
  info.protocols = protocols.data();
  info.options = LWS_SERVER_OPTION_LIBEV | LWS_SERVER_OPTION_VALIDATE_UTF8;
  info.foreign_loops = loops;
  info.user = this;
  info.timeout_secs = farewell_seconds;
  info.max_http_header_data2 = static_cast<unsigned>(limits_.header_bytes + head_slack);
  info.retry_and_idle_policy = &no_pings;
  info.fd_limit_per_thread = static_cast<unsigned>(limits_.connections) + 64;
  context_ = lws_create_context(&info);
  lws_set_log_level(0, nullptr);  // from now on it would speak of what clients do
  vhost_ = context_ ? lws_get_vhost_by_name(context_, "default") : nullptr;
  return vhost_ != nullptr;
}

Server::~Server() {
  if (context_) lws_context_destroy(context_);
}

void Server::adopt(UniqueFd socket, const Peer& peer, Entry entry) {
  const bool from_proxy = admission_.proxies.trusted.trusts(peer);
  if (entry == Entry::proxies_only && !from_proxy && !is_loopback_address(peer.address)) {
    return turn_away(std::move(socket), peer, entry, for_proxies_only());
  }
  auto slot = quota_.take(peer.address, !from_proxy);
  if (!slot) return turn_away(std::move(socket), peer, entry, no_slot(slot.error()));
  Arrival arrival{std::move(socket), std::move(slot).value(), peer};
  if (from_proxy) return proxies_.enter(std::move(arrival), entry);
  admit(std::move(arrival), entry);
}

void Server::admit(Arrival arrival, Entry entry) {
  if (entry != Entry::encrypted) return http_server_.enter(std::move(arrival));
  tunnels_->enter(std::move(arrival.socket), std::move(arrival.slot), std::move(arrival.peer));
}

// By now it counts for whom the proxy has named.
void Server::admit_proxied(Arrival arrival, Entry entry) {
  const auto full =
      arrival.peer.proxied ? arrival.slot.move_to(arrival.peer.address) : std::optional<Error>();
  if (full) return turn_away(std::move(arrival.socket), arrival.peer, entry, no_slot(*full));
  admit(std::move(arrival), entry);
}

// Who expects TLS could not read the words, and a handshake for them costs what
// there is too little of.
void Server::turn_away(UniqueFd socket, const Peer& peer, Entry entry, HttpResponse refusal) {
  if (entry == Entry::encrypted) return http_server_.on_refusal(peer, refusal);
  http_server_.turn_away(std::move(socket), peer, std::move(refusal));
}

// What is not sent at once is lost, and so may be all of it, if the client has not been heard out.
void Server::turn_away_at_once(UniqueFd socket, const Peer& peer, Entry entry, Shortage shortage) {
  const auto refusal = http_busy(
      503, words_for(shortage) + " for more connections; try again in a while", seconds_until_room);
  http_server_.on_refusal(peer, refusal);
  if (entry == Entry::encrypted) return;
  const std::string answer = http_head(refusal, false) + *refusal.body;
  (void)::send(socket.get(), answer.data(), answer.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
}

// May be over before this returns: lws reads the head at once.
void Server::take_over(Arrival arrival, const std::string& head) {
  arriving_ = &arrival;
  const int socket = arrival.socket.release();
  lws_adopt_socket_vhost_readbuf(vhost_, socket, head.data(), head.size());
  arriving_ = nullptr;
}

void Server::on_created(lws* wsi) {
  if (arriving_) arrived_.emplace(wsi, std::move(*std::exchange(arriving_, nullptr)));
}

void Server::on_destroyed(lws* wsi) { arrived_.erase(wsi); }

void Server::on_established(lws* wsi) {
  const KeepaliveLimits limits{
      .ping_seconds = limits_.ping_seconds,
      .message_seconds = limits_.header_seconds * longest_message_in_pauses,
      .control_frames = limits_.control_frames};
  auto peer = std::make_unique<WebSocketPeer>(wsi, arrived_.at(wsi).peer.address,
                                              limits_.message_bytes, inboxes_, limits,
                                              [this](WebSocketPeer& awake) { wake(awake); });
  peer->begin(endpoint_of(wsi, *peer));
  static_cast<Slot*>(lws_wsi_user(wsi))->peer = peer.get();
  auto* key = peer.get();
  sockets_.emplace(key, std::move(peer));
  if (!keepalive_.is_active()) begin_keepalive();
}

std::unique_ptr<Endpoint> Server::endpoint_of(lws* wsi, Connection& connection) const {
  if (request_header(wsi, WSI_TOKEN_GET_URI) == echo_path) {
    return std::make_unique<EchoEndpoint>(connection);
  }
  const lws_protocols* chosen = lws_get_protocol(wsi);
  return make_endpoint_(chosen->name == protocols[0].name ? "" : chosen->name, connection);
}

void Server::on_closed(WebSocketPeer& peer) {
  std::erase(awake_, &peer);
  sockets_.erase(&peer);
  if (sockets_.empty()) end_keepalive();
  check_all_closed();
}

void Server::wake(WebSocketPeer& peer) {
  awake_.push_back(&peer);
  if (!flush_.is_active()) flush_.start(0);
}

void Server::flush(ev::timer&, int) noexcept {
  for (std::size_t i = 0; i < peers_per_slice && !awake_.empty(); ++i) {
    auto* peer = awake_.front();
    awake_.pop_front();
    peer->flush();
  }
  if (!awake_.empty()) flush_.start(0);
}

void Server::begin_keepalive() {
  keepalive_is_near_ = true;
  keepalive_.start(keepalive_seconds, 0);
  after_turn_.start();
}

void Server::end_keepalive() {
  keepalive_.stop();
  after_turn_.stop();
}

// Nothing of this destroys a socket before it is over.
void Server::look_after_all() {
  double next = steady_now() + limits_.ping_seconds;
  for (const auto& [peer, owned] : sockets_) {
    const int socket = peer->socket();
    const auto passed = tunnels_ ? tunnels_->passed(socket) : std::nullopt;
    next = std::min(
        next, peer->look_after(passed ? *passed - bytes_waiting(socket) : bytes_read(socket)));
  }
  keepalive_is_near_ = false;
  keepalive_.start(std::max(keepalive_seconds, next - steady_now()), 0);
}

// Of what lws does by itself nobody tells us, so whatever wakes the loop, but
// the keepalive, counts: then there is something to look at, and only then.
void Server::on_turn(ev::check&, int) noexcept {
  if (keepalive_is_near_ || ev_pending_count(after_turn_.loop) == keepalive_.pending()) return;
  begin_keepalive();
}

void Server::close_all(const Close& close, std::function<void()> done) {
  on_all_closed_ = std::move(done);
  for (const auto& [peer, owned] : sockets_) peer->end(close);
  check_all_closed();
}

void Server::check_all_closed() {
  if (sockets_.empty() && on_all_closed_) std::exchange(on_all_closed_, nullptr)();
}

}  // namespace wst
