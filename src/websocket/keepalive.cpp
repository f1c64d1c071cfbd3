#include "websocket/keepalive.h"

#include <algorithm>
#include <utility>

namespace wst {

namespace {

constexpr double largest_control_frame = 2 + 4 + 125;
constexpr double burst_seconds = 10;  // of what is allowed may come at once

// A client's frame is masked.
std::size_t frame_head(std::size_t payload) {
  if (payload < 126) return 2 + 4;
  return payload < 65536 ? 2 + 2 + 4 : 2 + 8 + 4;
}

}  // namespace

// An empty frame explains nothing, not even itself.
void Keepalive::on_piece(std::size_t size, std::size_t left) {
  alive_ = true;
  if (frame_left_ == 0 && size > 0) explained_ += frame_head(size + left);
  explained_ += size;
  frame_left_ = left;
}

void Keepalive::on_message_begun(double now) {
  if (!message_began_) message_began_ = now;
}

// What lws still holds of a frame is not explained yet, but that is little.
void Keepalive::account(double now, std::uint64_t read) {
  if (accounted_) {
    if (read != read_) alive_ = true;
    const double unexplained = static_cast<double>(read - read_) - static_cast<double>(explained_);
    const double left = std::max(0.0, noise_ - allowed() * (now - *accounted_));
    noise_ = std::max(0.0, left + unexplained);
  }
  accounted_ = now;
  read_ = read;
  explained_ = 0;
}

double Keepalive::due() const {
  double first = pinged_ + limits_.ping_seconds;
  if (unheard_) first = std::min(first, *unheard_ + 2 * limits_.ping_seconds);
  if (message_began_) first = std::min(first, *message_began_ + limits_.message_seconds);
  return first;
}

double Keepalive::allowed() const {
  return static_cast<double>(limits_.control_frames) * largest_control_frame;
}

Keepalive::Verdict Keepalive::judge(double now, std::optional<std::uint64_t> read) {
  if (read) account(now, *read);
  if (std::exchange(alive_, false)) unheard_.reset();
  if (noise_ > allowed() * burst_seconds) return Verdict::floods;
  if (message_began_ && now - *message_began_ >= limits_.message_seconds) return Verdict::dawdles;
  if (unheard_ && now - *unheard_ >= 2 * limits_.ping_seconds) return Verdict::gone;
  if (now - pinged_ < limits_.ping_seconds) return Verdict::fine;
  pinged_ = now;
  if (!unheard_) unheard_ = now;
  return Verdict::ping;
}

}  // namespace wst
