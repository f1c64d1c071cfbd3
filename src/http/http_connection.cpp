#include "http/http_connection.h"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "base/ascii.h"
#include "base/release.h"
#include "http/admission.h"
#include "http/proxy_header.h"

namespace wst {

namespace {

constexpr std::size_t bytes_per_look = 4 << 10;
constexpr std::size_t bytes_per_read = 64 << 10;
constexpr std::size_t bytes_per_write = 32 << 10;
constexpr std::size_t short_body = 8 << 10;  // goes out together with its head

constexpr int seconds_until_seats = 5;
constexpr double idle_seconds = 30;           // between requests
constexpr double half_closed_seconds = 60;    // for the answer
constexpr double unread_answer_seconds = 30;  // without a byte taken
constexpr double lingering_seconds = 2;
constexpr std::size_t lingering_bytes = 32u << 20;
// A body that keeps dribbling in is not waited for without end.
constexpr double longest_body_in_pauses = 12;

bool would_block() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

std::string in_seconds(double seconds) { return std::to_string(static_cast<int>(seconds)) + " s"; }

HttpResponse unexpected_proxy_header() {
  return http_invalid(400,
                      "this begins as the PROXY protocol does: name the proxy with "
                      "--trusted-proxy, and let it speak version 2 (send-proxy-v2)");
}

HttpResponse timed_out(const char* what, double seconds) {
  return http_invalid(408, std::string(what) + " took longer than " + in_seconds(seconds));
}

HttpResponse too_large(std::size_t most) {
  return http_error(413, "wamp.error.payload_size_exceeded",
                    "a body has at most " + std::to_string(most) + " bytes (--max-body-bytes)");
}

std::size_t cookie_bytes(std::string_view head) {
  constexpr std::string_view name = "\ncookie:";
  const std::string lines = lower_case(head);
  std::size_t bytes = 0;
  for (auto at = lines.find(name); at != lines.npos; at = lines.find(name, at + 1)) {
    bytes += std::min(lines.find('\n', at + 1), lines.size()) - at;
  }
  return bytes;
}

HttpResponse head_too_large(std::string_view head, std::size_t most) {
  std::string words = "the head of the request is longer than " + std::to_string(most) +
                      " bytes (--max-header-bytes)";
  const std::size_t cookies = cookie_bytes(head);
  if (cookies > most / 2) {
    words += ": " + std::to_string(cookies) +
             " of them are cookies; delete those of this host, whichever port they are of";
  }
  return http_invalid(431, words);
}

}  // namespace

HttpConnection::HttpConnection(ev::loop_ref loop, Owner& owner, std::uint64_t id, UniqueFd socket,
                               Peer peer)
    : owner_(owner), id_(id), peer_(std::move(peer)), socket_(std::move(socket)), io_(loop) {
  io_.set<HttpConnection, &HttpConnection::on_event>(this);
  io_.set(socket_.get(), ev::READ);
  enter(State::reading_head, ev::READ);
  owner_.set_deadline(*this, owner_.limits().seconds);
}

HttpConnection::~HttpConnection() {
  if (abandon_) abandon_();
  release_body();
}

Arrival HttpConnection::take_arrival() {
  io_.stop();
  return {std::move(socket_), std::move(*slot_), std::move(request_.peer)};
}

void HttpConnection::on_event(ev::io&, int) noexcept {
  switch (state_) {
    case State::reading_head:
      return read_head();
    case State::reading_body:
      return read_body();
    case State::awaiting_answer:
      return look_for_end();
    case State::writing_answer:
      return write_answer();
    case State::lingering:
      return discard();
  }
}

void HttpConnection::enter(State state, int events) {
  state_ = state;
  io_.stop();
  if (events != 0) io_.start(socket_.get(), events);
}

void HttpConnection::await_head() {
  release(head_);
  (void)std::exchange(request_, {});
  head_only_ = false;
  enter(State::reading_head, ev::READ);
  owner_.set_deadline(*this, idle_seconds);
}

// Matching first and takes then, and nothing behind the head: that is for lws, or
// the next request.
void HttpConnection::read_head() {
  std::array<char, bytes_per_look> buffer;
  const std::size_t before = head_.size();
  const std::size_t room = std::min(buffer.size(), owner_.limits().head_bytes - before);
  const auto seen = recv(socket_.get(), buffer.data(), room, MSG_PEEK);
  if (seen < 0 && would_block()) return;
  if (seen <= 0) return owner_.on_over(*this);

  if (before == 0) owner_.set_deadline(*this, owner_.limits().seconds);
  head_.append(buffer.data(), static_cast<std::size_t>(seen));
  const auto end = end_of_head(head_, before);
  if (end) head_.resize(*end);
  if (recv(socket_.get(), buffer.data(), head_.size() - before, 0) < 0)
    return owner_.on_over(*this);
  if (end) return judge();
  if (head_.size() < owner_.limits().head_bytes) return;
  refuse(head_too_large(head_, owner_.limits().head_bytes));
}

void HttpConnection::judge() {
  auto head = parse_request_head(head_);
  const std::string text = std::exchange(head_, {});
  if (looks_like_proxy_header(text)) return refuse(unexpected_proxy_header());
  if (!head) return refuse(http_invalid(400, head.error().message));
  request_ = request_of(head.value());
  request_.peer = peer_;
  head_only_ = request_.method == "HEAD";
  if (auto refusal = refuse_request(head.value())) return refuse(std::move(*refusal));
  if (!request_.asks_for_websocket) return begin_request(head.value());
  // The chooser has agreed, or admission would not.
  const auto chosen = choose_subprotocol(request_.subprotocols);
  owner_.on_upgrade(*this, rewritten(std::move(head).value(), chosen.value()));
}

std::optional<HttpResponse> HttpConnection::refuse_request(const RequestHead& head) {
  if (auto refusal = refuse_head(head)) return refusal;
  if (auto refusal = read_forwarded(head, owner_.admission().proxies, request_)) return refusal;
  if (auto refusal = owner_.admission().refuse(request_)) return refusal;
  return seat_client();
}

// A proxy's connection may bring another client with each request.
std::optional<HttpResponse> HttpConnection::seat_client() {
  if (!request_.peer.proxied || !slot_) return std::nullopt;
  const auto full = slot_->move_to(request_.peer.address);
  return full ? std::optional(http_busy(503, full->message, seconds_until_seats)) : std::nullopt;
}

void HttpConnection::begin_request(const RequestHead& head) {
  const bool post = request_.method == "POST";
  const bool chunked = head.has("transfer-encoding");
  body_left_ = head.content_length();
  // What is not read of a body would be taken for the next request.
  const bool unread = chunked || (body_left_ > 0 && !post);
  then_ = unread ? Then::linger : head.keeps_alive() ? Then::next_request : Then::close;
  if (!post) return hand_over();
  if (chunked) {
    return refuse(http_invalid(411, "a body must tell its length beforehand (Content-Length)"));
  }
  if (body_left_ > owner_.limits().body_bytes) return refuse(too_large(owner_.limits().body_bytes));
  if (body_left_ == 0) return hand_over();
  if (head.expects_continue()) say_go_on();
  body_began_ = Clock::now();
  enter(State::reading_body, ev::READ);
  owner_.set_deadline(*this, owner_.limits().seconds);
}

// So few bytes a socket takes that has nothing else to take; if not, the
// client goes on by itself after a while.
void HttpConnection::say_go_on() {
  constexpr std::string_view text = "HTTP/1.1 100 Continue\r\n\r\n";
  send(socket_.get(), text.data(), text.size(), MSG_NOSIGNAL);
}

void HttpConnection::read_body() {
  std::array<char, bytes_per_read> buffer;
  const auto size = recv(socket_.get(), buffer.data(), std::min(buffer.size(), body_left_), 0);
  if (size < 0 && would_block()) return;
  if (size <= 0) return owner_.on_over(*this);
  if (!owner_.hold_body(size)) {
    return refuse(http_error(503, "wstorrent.error.busy",
                             "too many requests with large bodies are under way"));
  }
  body_held_ += static_cast<std::size_t>(size);
  request_.body.append(buffer.data(), static_cast<std::size_t>(size));
  body_left_ -= static_cast<std::size_t>(size);
  if (body_left_ == 0) return hand_over();
  const std::chrono::duration<double> taken = Clock::now() - body_began_;
  const double pause = owner_.limits().seconds;
  owner_.set_deadline(*this,
                      std::clamp(pause * longest_body_in_pauses - taken.count(), 0.0, pause));
}

void HttpConnection::hand_over() {
  owner_.set_deadline(*this, std::nullopt);
  enter(State::awaiting_answer, ev::READ);
  auto abandon = owner_.on_request(*this, std::move(request_));
  const bool answered_at_once = state_ != State::awaiting_answer;
  if (!answered_at_once) abandon_ = std::move(abandon);
  release_body();
}

// While the answer is awaited. The next request is left where it is.
void HttpConnection::look_for_end() {
  char byte = 0;
  const auto size = recv(socket_.get(), &byte, 1, MSG_PEEK);
  if (size < 0 && would_block()) return;
  if (size < 0) return owner_.on_over(*this);
  enter(State::awaiting_answer, 0);
  if (size > 0) return;
  // It has gone, or only says that it has no more to say: nobody can tell before it is answered.
  if (then_ == Then::next_request) then_ = Then::close;
  owner_.set_deadline(*this, half_closed_seconds);
}

void HttpConnection::answer(HttpResponse response) {
  abandon_ = nullptr;
  answer_ = http_head(response, then_ == Then::next_request);
  body_ = head_only_ ? nullptr : std::move(response.body);
  if (body_ && body_->size() <= short_body) answer_ += *std::exchange(body_, nullptr);
  sent_ = 0;
  enter(State::writing_answer, ev::WRITE);
  owner_.set_deadline(*this, unread_answer_seconds);
}

void HttpConnection::refuse(HttpResponse response) {
  owner_.on_refusal(request_.peer.address.empty() ? peer_ : request_.peer, response);
  release_body();
  then_ = Then::linger;
  answer(std::move(response));
}

void HttpConnection::write_answer() {
  const bool in_body = sent_ >= answer_.size();
  const std::string& text = in_body ? *body_ : answer_;
  const std::size_t from = in_body ? sent_ - answer_.size() : sent_;
  const std::size_t size = std::min(text.size() - from, bytes_per_write);
  const auto sent = send(socket_.get(), text.data() + from, size, MSG_NOSIGNAL);
  if (sent < 0 && would_block()) return;
  if (sent < 0) return owner_.on_over(*this);
  sent_ += static_cast<std::size_t>(sent);
  if (sent_ == answer_.size() + (body_ ? body_->size() : 0)) return finish_answer();
  owner_.set_deadline(*this, unread_answer_seconds);
}

void HttpConnection::finish_answer() {
  release(answer_);
  body_ = nullptr;
  if (then_ == Then::next_request) return await_head();
  if (then_ == Then::close) return owner_.on_over(*this);
  // Closed at once, what the client still sends would take the answer from it.
  shutdown(socket_.get(), SHUT_WR);
  enter(State::lingering, ev::READ);
  slot_.reset();
  owner_.set_deadline(*this, lingering_seconds);
  owner_.on_lingering(*this);
}

void HttpConnection::discard() {
  const auto size = recv(socket_.get(), nullptr, lingering_bytes, MSG_TRUNC);
  if (size < 0 && would_block()) return;
  if (size > 0) discarded_ += static_cast<std::size_t>(size);
  if (size <= 0 || discarded_ > lingering_bytes) owner_.on_over(*this);
}

// Who has said nothing expects no answer: browsers open connections in advance.
void HttpConnection::on_due() {
  const double seconds = owner_.limits().seconds;
  if (state_ == State::reading_body) return refuse(timed_out("the body", seconds));
  const bool in_head = state_ == State::reading_head && !head_.empty();
  if (in_head) return refuse(timed_out("the head of the request", seconds));
  owner_.on_over(*this);
}

void HttpConnection::release_body() {
  owner_.hold_body(-static_cast<std::ptrdiff_t>(std::exchange(body_held_, 0)));
  release(request_.body);
}

}  // namespace wst
