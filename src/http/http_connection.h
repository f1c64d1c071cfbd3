// One connection that speaks HTTP/1.1: request after request, until it ends or
// becomes a WebSocket. Ours from the first byte on, because libwebsockets drops
// much that deserves an answer, and can be made to hang by a body that comes
// together with the request before it.
#pragma once

#include <ev++.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "base/unique_fd.h"
#include "http/admission.h"
#include "http/arrival.h"
#include "http/http.h"
#include "http/request_head.h"

namespace wst {

struct HttpLimits {
  std::size_t head_bytes = 32u << 10;
  double seconds = 10;                     ///< for a head, and between two bytes of a body
  std::size_t body_bytes = 12u << 20;      ///< of one request
  std::size_t all_body_bytes = 64u << 20;  ///< of all that are under way
};

/// Not movable: the loop knows it.
class HttpConnection {
 public:
  /// What all connections share, and what they tell. After on_upgrade() and
  /// on_over() the connection is no more.
  class Owner {
   public:
    virtual ~Owner() = default;
    [[nodiscard]] virtual const HttpLimits& limits() const = 0;
    [[nodiscard]] virtual const Admission& admission() const = 0;
    /// What this returns is called if the client goes before answer() is.
    virtual Abandon on_request(HttpConnection& connection, HttpRequest request) = 0;
    /// A WebSocket's handshake, as lws is to read it; nothing behind it has
    /// been taken from the socket.
    virtual void on_upgrade(HttpConnection& connection, const std::string& head) = 0;
    /// It has been answered for the last time, but its client may still be sending.
    virtual void on_lingering(HttpConnection& connection) = 0;
    virtual void on_refusal(const Peer& peer, const HttpResponse& refusal) = 0;
    virtual void on_over(HttpConnection& connection) = 0;
    /// on_due() is to be called in so many seconds and not before; or not at all.
    virtual void set_deadline(HttpConnection& connection, std::optional<double> seconds) = 0;
    /// More bytes of a body, or fewer by -`bytes`. False: they are too many.
    virtual bool hold_body(std::ptrdiff_t bytes) = 0;
  };

  /// Takes over a connected, non-blocking socket. All outlive the connection.
  HttpConnection(ev::loop_ref loop, Owner& owner, std::uint64_t id, UniqueFd socket, Peer peer);
  ~HttpConnection();
  HttpConnection(const HttpConnection&) = delete;
  HttpConnection& operator=(const HttpConnection&) = delete;

  [[nodiscard]] std::uint64_t id() const { return id_; }
  void take_slot(QuotaSlot slot) { slot_ = std::move(slot); }
  /// What the WebSocket takes over; the peer is whom a trusted proxy names.
  Arrival take_arrival();

  /// The answer to the request under way.
  void answer(HttpResponse response);
  /// Answers whatever is or may be asked; then no more is read.
  void refuse(HttpResponse response);
  void on_due();

 private:
  using Clock = std::chrono::steady_clock;

  /// What the next event on the socket is for.
  enum class State {
    reading_head,
    reading_body,
    awaiting_answer,  ///< the client may go meanwhile
    writing_answer,
    lingering,  ///< all is said: what the client still sends is discarded
  };
  /// What follows the answer.
  enum class Then {
    next_request,
    close,
    linger,  ///< the client may be sending what nobody reads
  };

  void on_event(ev::io& watcher, int events) noexcept;
  void enter(State state, int events);
  void await_head();
  void read_head();
  void judge();
  std::optional<HttpResponse> refuse_request(const RequestHead& head);
  std::optional<HttpResponse> seat_client();
  void begin_request(const RequestHead& head);
  void say_go_on();
  void read_body();
  void hand_over();
  void look_for_end();
  void write_answer();
  void finish_answer();
  void discard();
  void release_body();

  Owner& owner_;
  const std::uint64_t id_;
  const Peer peer_;
  UniqueFd socket_;
  std::optional<QuotaSlot> slot_;
  State state_ = State::reading_head;

  std::string head_;
  HttpRequest request_;
  bool head_only_ = false;  // is wanted of the answer
  std::size_t body_left_ = 0;
  std::size_t body_held_ = 0;
  Clock::time_point body_began_;
  Then then_ = Then::close;
  Abandon abandon_;
  std::string answer_;  // its head, and a short body
  std::shared_ptr<const std::string> body_;
  std::size_t sent_ = 0;
  std::size_t discarded_ = 0;
  ev::io io_;
};

}  // namespace wst
