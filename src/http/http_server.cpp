#include "http/http_server.h"

#include <utility>

#include "base/clock.h"
#include "base/log.h"

namespace wst {

namespace {

constexpr std::size_t max_lingering = 64;

}  // namespace

HttpServer::HttpServer(ev::loop_ref loop, const Admission& admission, const HttpLimits& limits,
                       Handler handler, Admit admit)
    : loop_(loop),
      admission_(admission),
      limits_(limits),
      handler_(std::move(handler)),
      admit_(std::move(admit)),
      deadlines_(loop, [this](std::uint64_t id) { connections_.at(id)->on_due(); }),
      compressor_(loop) {}

HttpServer::~HttpServer() = default;

void HttpServer::enter(Arrival arrival) {
  HttpConnection& connection = add(std::move(arrival.socket), std::move(arrival.peer));
  connection.take_slot(std::move(arrival.slot));
}

void HttpServer::turn_away(UniqueFd socket, const Peer& peer, HttpResponse refusal) {
  HttpConnection& connection = add(std::move(socket), peer);
  connection.refuse(std::move(refusal));
}

HttpConnection& HttpServer::add(UniqueFd socket, Peer peer) {
  const auto id = next_id_++;
  HttpConnection::Owner& owner = *this;
  auto connection =
      std::make_unique<HttpConnection>(loop_, owner, id, std::move(socket), std::move(peer));
  return *(connections_[id] = std::move(connection));
}

void HttpServer::remove(std::uint64_t id) {
  deadlines_.clear(id);
  std::erase(lingering_, id);
  connections_.erase(id);
}

Abandon HttpServer::on_request(HttpConnection& connection, HttpRequest request) {
  const Respond answer = [this, id = connection.id()](HttpResponse response) {
    const auto found = connections_.find(id);
    if (found != connections_.end()) found->second->answer(std::move(response));
  };
  std::string accepted = request.accept_encoding;
  return handler_(std::move(request),
                  [this, answer, accepted = std::move(accepted)](HttpResponse response) {
                    compressor_.pass(std::move(response), accepted, answer);
                  });
}

void HttpServer::on_upgrade(HttpConnection& connection, const std::string& head) {
  Arrival arrival = connection.take_arrival();
  remove(connection.id());
  admit_(std::move(arrival), head);
}

void HttpServer::on_lingering(HttpConnection& connection) {
  lingering_.push_back(connection.id());
  if (lingering_.size() > max_lingering) remove(lingering_.front());
}

void HttpServer::on_refusal(const Peer& peer, const HttpResponse& refusal) {
  const auto line = refusals_.note(peer.address, refusal, steady_now());
  if (!line.empty()) log_warning(line);
}

void HttpServer::on_over(HttpConnection& connection) { remove(connection.id()); }

void HttpServer::set_deadline(HttpConnection& connection, std::optional<double> seconds) {
  seconds ? deadlines_.set(connection.id(), *seconds) : deadlines_.clear(connection.id());
}

bool HttpServer::hold_body(std::ptrdiff_t bytes) {
  if (bytes > 0 && body_bytes_ + static_cast<std::size_t>(bytes) > limits_.all_body_bytes) {
    return false;
  }
  body_bytes_ += static_cast<std::size_t>(bytes);
  return true;
}

}  // namespace wst
