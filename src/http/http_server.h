// HttpServer(loop, admission, limits, handler, admit): every connection until it
// ends or, being a WebSocket, is handed to libwebsockets.
#pragma once

#include <ev++.h>

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/unique_fd.h"
#include "http/admission.h"
#include "http/arrival.h"
#include "http/deadlines.h"
#include "http/gzip.h"
#include "http/http.h"
#include "http/http_connection.h"
#include "http/refusals.h"

namespace wst {

/// Not movable: its connections know it.
class HttpServer final : private HttpConnection::Owner {
 public:
  /// What it returns is called if the client goes before it is answered.
  using Handler = std::function<Abandon(HttpRequest, const Respond&)>;
  /// Told with a handshake as lws is to read it; nothing behind it has been
  /// taken from the socket.
  using Admit = std::function<void(Arrival arrival, const std::string& head)>;

  /// `admission` outlives the gate.
  HttpServer(ev::loop_ref loop, const Admission& admission, const HttpLimits& limits,
             Handler handler, Admit admit);
  ~HttpServer() override;
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  void enter(Arrival arrival);
  /// Answers without asking what is wanted.
  void turn_away(UniqueFd socket, const Peer& peer, HttpResponse refusal);
  /// Logs it, if nothing else was of this peer within the minute.
  void on_refusal(const Peer& peer, const HttpResponse& refusal) override;

 private:
  HttpConnection& add(UniqueFd socket, Peer peer);
  void remove(std::uint64_t id);

  [[nodiscard]] const HttpLimits& limits() const override { return limits_; }
  [[nodiscard]] const Admission& admission() const override { return admission_; }
  Abandon on_request(HttpConnection& connection, HttpRequest request) override;
  void on_upgrade(HttpConnection& connection, const std::string& head) override;
  void on_lingering(HttpConnection& connection) override;
  void on_over(HttpConnection& connection) override;
  void set_deadline(HttpConnection& connection, std::optional<double> seconds) override;
  bool hold_body(std::ptrdiff_t bytes) override;

  ev::loop_ref loop_;
  const Admission& admission_;
  HttpLimits limits_;
  Handler handler_;
  Admit admit_;
  Deadlines deadlines_;
  Refusals refusals_;
  Compressor compressor_;
  std::size_t body_bytes_ = 0;  // of all bodies under way
  std::uint64_t next_id_ = 1;
  std::deque<std::uint64_t> lingering_;  // the longest first
  std::unordered_map<std::uint64_t, std::unique_ptr<HttpConnection>> connections_;
};

}  // namespace wst
