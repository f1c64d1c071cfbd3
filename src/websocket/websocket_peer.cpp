#include "websocket/websocket_peer.h"

#include <libwebsockets.h>

#include <algorithm>
#include <utility>

#include "base/clock.h"
#include "base/utf8.h"
#include "websocket/lws_io.h"

namespace wst {

namespace {

// A fast reader takes a long frame as quickly as we write: others get their turn in between.
constexpr int fragments_per_turn = 4;

const Close not_text = {LWS_CLOSE_STATUS_INVALID_PAYLOAD, "not UTF-8"};
const Close too_large = {LWS_CLOSE_STATUS_MESSAGE_TOO_LARGE, "message too large"};
const Close not_a_close = {LWS_CLOSE_STATUS_PROTOCOL_ERR, "bad close"};
const Close too_noisy = {LWS_CLOSE_STATUS_POLICY_VIOLATION,
                         "too many pings, pongs or empty fragments"};
const Close too_slow = {LWS_CLOSE_STATUS_POLICY_VIOLATION, "a message took too long"};
constexpr int last_close_code = 4999;
// For a client to take a close frame; then it is dropped without.
constexpr double farewell_seconds = 10;

// lws knows those below.
bool may_be_sent(std::string_view close_frame) {
  if (close_frame.size() < 2) return true;
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(close_frame[i]); };
  return byte(0) * 256 + byte(1) <= last_close_code;
}

}  // namespace

WebSocketPeer::WebSocketPeer(lws* wsi, std::string address, std::size_t inbox_bytes, Budget& budget,
                             const KeepaliveLimits& limits,
                             std::function<void(WebSocketPeer&)> on_wake)
    : wsi_(wsi),
      address_(std::move(address)),
      keepalive_(limits, steady_now()),
      on_wake_(std::move(on_wake)),
      inbox_(inbox_bytes, budget) {}

int WebSocketPeer::socket() const { return lws_get_socket_fd(wsi_); }

void WebSocketPeer::wake() {
  if (!std::exchange(awake_, true)) on_wake_(*this);
}

void WebSocketPeer::stop_reading() { lws_rx_flow_control(wsi_, 0); }

// What lws had read before it was told to stop comes first.
void WebSocketPeer::go_on_reading() { lws_rx_flow_control(wsi_, 1); }

void WebSocketPeer::end(Close close) {
  ending_ = std::move(close);
  if (state_ == State::open) {
    state_ = State::ending;
    ended_ = steady_now();
  }
  lws_callback_on_writable(wsi_);
}

int WebSocketPeer::on_receive(const char* bytes, std::size_t size) {
  if (state_ >= State::client_closed) return 0;
  const std::size_t left = lws_remaining_packet_payload(wsi_);
  keepalive_.on_piece(size, left);
  inbox_.take({bytes, size});
  if (inbox_.flaw() && inbox_.is_hopeless()) return hang_up(too_large);
  if (!lws_is_final_fragment(wsi_) || left > 0) return keepalive_.on_message_begun(steady_now()), 0;
  keepalive_.on_message_ended();
  if (inbox_.flaw()) return refuse_message(lws_frame_is_binary(wsi_));
  const std::string message = inbox_.message();
  if (lws_frame_is_binary(wsi_)) return endpoint_->on_binary(message), 0;
  // lws looks too, and earlier, but not when the last fragment is empty.
  if (!utf8_valid(message)) return hang_up(not_text);
  endpoint_->on_text(message);
  return 0;
}

// A call is answered, and the client goes on with others.
int WebSocketPeer::refuse_message(bool is_binary) {
  const Oversized message{inbox_.begin(), inbox_.members()};
  const bool answered = !is_binary && endpoint_->on_oversized(message, *inbox_.flaw());
  inbox_.clear();
  return answered ? 0 : hang_up(too_large);
}

int WebSocketPeer::on_writable() {
  if (state_ == State::hung_up) return 0;
  if (ending_) return hang_up(*ending_);
  const Written written = write_what_fits();
  if (written == Written::failed) return -1;
  return written == Written::all && endpoint_->closing() ? hang_up(*endpoint_->closing()) : 0;
}

// Both sides close at once after a goodbye; our code, not an echo of theirs, is
// what the client is to see.
int WebSocketPeer::on_close_frame(std::string_view payload) {
  if (state_ == State::hung_up) return 0;
  state_ = State::client_closed;
  if (outgoing_.frame) return 0;
  if (endpoint_->closing()) return hang_up(*endpoint_->closing());
  return payload.size() == 1 || !may_be_sent(payload) ? hang_up(not_a_close) : 0;
}

void WebSocketPeer::flush() {
  awake_ = false;
  if (state_ != State::hung_up && write_what_fits() == Written::failed) drop();
}

double WebSocketPeer::look_after(std::optional<std::uint64_t> read) {
  const double now = steady_now();
  if (state_ == State::open) act_on(keepalive_.judge(now, read));
  if (state_ == State::open) return keepalive_.due();
  if (state_ >= State::client_closed) return now + farewell_seconds;  // lws sees to the rest
  if (now - ended_ >= farewell_seconds) drop();
  return ended_ + farewell_seconds;
}

void WebSocketPeer::act_on(Keepalive::Verdict verdict) {
  if (verdict == Keepalive::Verdict::gone) return drop();
  if (verdict == Keepalive::Verdict::floods) return end(too_noisy);
  if (verdict == Keepalive::Verdict::dawdles) return end(too_slow);
  if (verdict != Keepalive::Verdict::ping) return;
  owes_ping_ = true;
  lws_callback_on_writable(wsi_);
}

void WebSocketPeer::drop() {
  lws_set_timeout(wsi_, PENDING_TIMEOUT_USER_REASON_BASE, LWS_TO_KILL_ASYNC);
}

WebSocketPeer::Written WebSocketPeer::write_what_fits() {
  int fragments = 0;
  while (!lws_send_pipe_choked(wsi_)) {
    // It may come between the fragments of a message.
    if (std::exchange(owes_ping_, false) && !write_ping(wsi_)) return Written::failed;
    if (!outgoing_.frame) begin_frame();
    if (!outgoing_.frame) {
      if (endpoint_->closing()) lws_callback_on_writable(wsi_);
      return Written::all;
    }
    if (!write_next_fragment()) return Written::failed;
    if (outgoing_.frame && ++fragments == fragments_per_turn) break;
  }
  lws_callback_on_writable(wsi_);
  return Written::some;
}

void WebSocketPeer::begin_frame() {
  outgoing_.frame = endpoint_->next_frame();
  outgoing_.binary = endpoint_->sends_binary();
}

bool WebSocketPeer::write_next_fragment() {
  auto& [frame, binary, offset] = outgoing_;
  const std::size_t next = std::min(offset + fragment_bytes, frame->size());
  const bool last = next == frame->size();
  const int whole = binary ? LWS_WRITE_BINARY : LWS_WRITE_TEXT;
  const int kind = lws_write_ws_flags(whole, offset == 0, last);
  if (!write_fragment(wsi_, *frame, offset, kind)) return false;
  offset = next;
  if (last) outgoing_ = {};
  return true;
}

// The danger: lws closes by what its callback returns, and by nothing else. Outside a callback one
// can only ask to be called (end(), and flush() for a frame that failed), and a client that reads
// nothing would never let that come: hence the farewell's time, after which drop() takes the socket
// away. Within, -1 is said once: a second -1 makes lws drop the connection without waiting for the
// client's own close frame, and the code is lost.
int WebSocketPeer::hang_up(Close close) {
  state_ = State::hung_up;
  lws_close_reason(wsi_, static_cast<lws_close_status>(close.code),
                   reinterpret_cast<unsigned char*>(close.reason.data()), close.reason.size());
  return -1;
}

}  // namespace wst
