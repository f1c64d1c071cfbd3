#include "web/server.h"

#include <libwebsockets.h>
#include <strings.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>

#include "base/log.h"
#include "web/lws_io.h"
#include "web/websocket_peer.h"

namespace wst {

namespace {

// A slice of a broadcast: between slices the loop serves everybody else.
constexpr std::size_t peers_per_slice = 128;
constexpr int keepalive_seconds = 30;
constexpr double timer_slack = 0.05;
constexpr std::array<std::string_view, 2> websocket_paths = {"/ws", "/ws/"};
constexpr int max_subprotocol_bytes = 127;  // more lws drops without an answer

// A peer that answers no ping is gone.
constexpr lws_retry_bo_t ping_policy = {.retry_ms_table = nullptr,
                                        .retry_ms_table_count = 0,
                                        .conceal_count = 0,
                                        .secs_since_valid_ping = 25,
                                        .secs_since_valid_hangup = 60,
                                        .jitter_percent = 0};

// What lws keeps for us per connection; it begins zeroed.
struct Slot {
  WebSocketPeer* peer;
  HttpExchange* exchange;
};

// Before lws has the socket: a few bytes that any fresh socket takes at once.
void turn_away(const UniqueFd& socket, const std::string& limit) {
  auto refusal =
      http_error(503, "wstorrent.error.busy", "too many connections; the limit is set by " + limit);
  refusal.headers.emplace_back("retry-after", "5");
  const std::string answer = http_text(refusal, "Service Unavailable");
  send(socket.get(), answer.data(), answer.size(), MSG_NOSIGNAL);
  shutdown(socket.get(), SHUT_WR);
}

}  // namespace

struct HttpExchange {
  lws* wsi;
  std::uint64_t id;
  bool body_wanted;
  bool keep_alive;
  std::optional<HttpResponse> response;
  bool head_sent = false;
  std::size_t sent = 0;
};

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

  static int http(const Event& e) { return e.server.on_http(e.wsi, std::string(e.in, e.size)); }
  static int http_writable(const Event& e) {
    return e.slot && e.slot->exchange ? e.server.on_http_writable(*e.slot->exchange) : 0;
  }
  static int http_ended(const Event& e) {
    if (e.slot && e.slot->exchange) {
      e.server.exchanges_.erase(std::exchange(e.slot->exchange, nullptr)->id);
    }
    return 0;
  }
  static int upgrade(const Event& e) { return e.server.on_upgrade(e.wsi); }
  static int established(const Event& e) { return e.server.on_established(e.wsi), 0; }
  static int receive(const Event& e) {
    return e.slot->peer ? e.slot->peer->on_receive(e.in, e.size) : -1;
  }
  static int closing(const Event& e) { return e.slot->peer ? e.slot->peer->on_close_frame() : 0; }
  static int writable(const Event& e) { return e.slot->peer ? e.slot->peer->on_writable() : -1; }
  static int closed(const Event& e) {
    if (e.slot && e.slot->peer) e.server.on_closed(*std::exchange(e.slot->peer, nullptr));
    return 0;
  }
  // What CONNECT turns a connection into: lws would keep it for ever.
  static int raw(const Event&) { return -1; }
  static int destroyed(const Event& e) { return e.server.on_destroyed(e.wsi), 0; }

  static constexpr std::array<Entry, 13> table = {{
      {LWS_CALLBACK_HTTP, http},
      {LWS_CALLBACK_HTTP_WRITEABLE, http_writable},
      {LWS_CALLBACK_HTTP_DROP_PROTOCOL, http_ended},
      {LWS_CALLBACK_CLOSED_HTTP, http_ended},
      {LWS_CALLBACK_HTTP_CONFIRM_UPGRADE, upgrade},
      {LWS_CALLBACK_ESTABLISHED, established},
      {LWS_CALLBACK_RECEIVE, receive},
      {LWS_CALLBACK_WS_PEER_INITIATED_CLOSE, closing},
      {LWS_CALLBACK_SERVER_WRITEABLE, writable},
      {LWS_CALLBACK_CLOSED, closed},
      {LWS_CALLBACK_RAW_ADOPT, raw},
      {LWS_CALLBACK_RAW_RX, raw},
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

// The first also serves HTTP, and sockets whose client names no subprotocol.
constexpr lws_protocols protocol(const char* name) {
  return {.name = name,
          .callback = LwsEvents::callback,
          .per_session_data_size = sizeof(Slot),
          .rx_buffer_size = 256,
          .id = 0,
          .user = nullptr,
          .tx_packet_size = LWS_PRE + fragment_bytes};
}
// Its name holds a blank, so that no client can ask for it.
constexpr std::array<lws_protocols, 4> protocols = {
    protocol("no subprotocol"), protocol("wamp.2.json"), protocol("json"), lws_protocols{}};

bool is_spoken(std::string_view subprotocol) {
  return subprotocol == protocols[1].name || subprotocol == protocols[2].name;
}

std::optional<HttpResponse> refuse_subprotocols(const std::string& offered) {
  if (offered.size() > max_subprotocol_bytes) {
    return http_error(400, "invalid_request",
                      "the list of subprotocols is longer than " +
                          std::to_string(max_subprotocol_bytes) +
                          " bytes; offer fewer, such as wamp.2.json alone");
  }
  for (std::size_t from = 0; from < offered.size();) {
    const std::size_t end = std::min(offered.find_first_of(", ", from), offered.size());
    if (is_spoken(std::string_view(offered).substr(from, end - from))) return std::nullopt;
    from = end + 1;
  }
  if (offered.empty()) return std::nullopt;
  return http_error(400, "invalid_request",
                    "none of the subprotocols offered is spoken here; these are: wamp.2.json, "
                    "json, or none at all");
}

}  // namespace

Result<std::unique_ptr<Server>> Server::create(ev::loop_ref loop, const ServerLimits& limits,
                                               Admission admission, Handler handler,
                                               MakeSession make_session) {
  std::unique_ptr<Server> server(
      new Server(loop, limits, std::move(admission), std::move(handler), std::move(make_session)));
  if (server->start(loop)) return server;
  return Error{
      "libwebsockets did not start; is its libev plugin installed (libwebsockets-evlib-ev)?"};
}

Server::Server(ev::loop_ref loop, const ServerLimits& limits, Admission admission, Handler handler,
               MakeSession make_session)
    : limits_(limits),
      admission_(std::move(admission)),
      handler_(std::move(handler)),
      make_session_(std::move(make_session)),
      flush_(loop),
      head_check_(loop) {
  flush_.set<Server, &Server::flush>(this);
  head_check_.set<Server, &Server::look_at_heads>(this);
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
  info.keepalive_timeout = keepalive_seconds;
  info.timeout_secs = limits_.header_seconds;
  info.timeout_secs_ah_idle = limits_.header_seconds;
  info.headers = headers_of_every_answer();
  info.max_http_header_data2 = limits_.header_bytes;
  info.retry_and_idle_policy = &ping_policy;
  info.fd_limit_per_thread = static_cast<unsigned>(limits_.connections) + 64;
  context_ = lws_create_context(&info);
  lws_set_log_level(0, nullptr);  // from now on it would speak of what clients do
  vhost_ = context_ ? lws_get_vhost_by_name(context_, "default") : nullptr;
  return vhost_ != nullptr;
}

Server::~Server() {
  if (context_) lws_context_destroy(context_);
}

void Server::adopt(UniqueFd socket, const std::string& peer) {
  if (addresses_.size() >= limits_.connections) return turn_away(socket, "--max-connections");
  const auto known = per_address_.find(peer);
  if (known != per_address_.end() && known->second >= limits_.connections_per_address) {
    return turn_away(socket, "--max-connections-per-address");
  }
  lws* wsi = lws_adopt_socket_vhost(vhost_, socket.release());
  if (!wsi) return;
  addresses_[wsi] = peer;
  ++per_address_[peer];
  check_again_ = head_check_.is_active();
  if (!check_again_) head_check_.start(limits_.header_seconds + timer_slack);
}

// lws looks at its timeouts when a socket stirs, and by itself only twice a
// minute: its libev plugin never brings a running timer forward.
void Server::look_at_heads(ev::timer&, int) noexcept {
  lws_cancel_service(context_);
  if (std::exchange(check_again_, false)) head_check_.start(limits_.header_seconds + timer_slack);
}

void Server::on_destroyed(lws* wsi) {
  const auto found = addresses_.find(wsi);
  if (found == addresses_.end()) return;
  const auto counted = per_address_.find(found->second);
  if (--counted->second == 0) per_address_.erase(counted);
  addresses_.erase(found);
}

int Server::on_http(lws* wsi, const std::string& path) {
  const HttpRequest request = read_request(wsi, path);
  const auto id = next_exchange_++;
  // A body we do not read would be taken for the next request.
  const bool reads = (request.method == "GET" || request.method == "HEAD") &&
                     request_header(wsi, WSI_TOKEN_HTTP_TRANSFER_ENCODING).empty();
  auto& exchange = exchanges_[id];
  exchange.reset(new HttpExchange{wsi, id, request.method != "HEAD", reads, std::nullopt});
  static_cast<Slot*>(lws_wsi_user(wsi))->exchange = exchange.get();

  if (auto refusal = admission_.refuse_host(request)) {
    respond(id, std::move(*refusal));
  } else {
    handler_(request, [this, id](HttpResponse response) { respond(id, std::move(response)); });
  }
  return 0;
}

void Server::respond(std::uint64_t id, HttpResponse response) {
  const auto found = exchanges_.find(id);
  if (found == exchanges_.end()) return;
  HttpExchange& exchange = *found->second;
  exchange.response = std::move(response);
  lws_callback_on_writable(exchange.wsi);
}

int Server::on_http_writable(HttpExchange& exchange) {
  if (!exchange.response) return 0;
  lws* wsi = exchange.wsi;
  const auto& body = exchange.response->body;
  if (!std::exchange(exchange.head_sent, true)) {
    if (!write_head(wsi, *exchange.response)) return -1;
    if (body && exchange.body_wanted) return lws_callback_on_writable(wsi), 0;
  } else {
    const std::size_t next = std::min(exchange.sent + fragment_bytes, body->size());
    const bool last = next == body->size();
    if (!write_fragment(wsi, *body, exchange.sent, last ? LWS_WRITE_HTTP_FINAL : LWS_WRITE_HTTP)) {
      return -1;
    }
    exchange.sent = next;
    if (!last) return lws_callback_on_writable(wsi), 0;
  }
  const bool keep_alive = exchange.keep_alive;
  static_cast<Slot*>(lws_wsi_user(wsi))->exchange = nullptr;
  exchanges_.erase(exchange.id);
  return lws_http_transaction_completed(wsi) || !keep_alive ? -1 : 0;
}

int Server::on_upgrade(lws* wsi) {
  const HttpRequest request = read_request(wsi, request_header(wsi, WSI_TOKEN_GET_URI));
  auto refusal = admission_.refuse_host(request);
  if (!refusal) refusal = admission_.refuse_origin(request);
  const bool here = std::count(websocket_paths.begin(), websocket_paths.end(), request.path) > 0;
  if (!refusal && strcasecmp(request_header(wsi, WSI_TOKEN_UPGRADE).c_str(), "websocket") != 0) {
    refusal = http_error(400, "invalid_request", "the only upgrade understood is websocket");
  }
  if (!refusal && !here) refusal = http_error(404, "not_found", "the WebSocket is at /ws");
  if (!refusal) refusal = refuse_subprotocols(request_header(wsi, WSI_TOKEN_PROTOCOL));
  if (!refusal) return 0;
  if (write_head(wsi, *refusal)) write_fragment(wsi, *refusal->body, 0, LWS_WRITE_HTTP_FINAL);
  return -1;
}

void Server::on_established(lws* wsi) {
  auto peer = std::make_unique<WebSocketPeer>(wsi, limits_.message_bytes,
                                              [this](WebSocketPeer& awake) { wake(awake); });
  peer->begin(make_session_(lws_get_protocol(wsi)->name, *peer));
  static_cast<Slot*>(lws_wsi_user(wsi))->peer = peer.get();
  auto* key = peer.get();
  sockets_.emplace(key, std::move(peer));
}

void Server::on_closed(WebSocketPeer& peer) {
  std::erase(awake_, &peer);
  sockets_.erase(&peer);
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

void Server::close_all(const Close& close, std::function<void()> done) {
  on_all_closed_ = std::move(done);
  for (const auto& [peer, owned] : sockets_) peer->end(close);
  check_all_closed();
}

void Server::check_all_closed() {
  if (sockets_.empty() && on_all_closed_) std::exchange(on_all_closed_, nullptr)();
}

}  // namespace wst
