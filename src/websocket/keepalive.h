// Keepalive(limits, now): what a WebSocket's client owes besides its messages: a
// sign of life, messages that end, and little that says nothing. Pings do not
// reach us from lws, so they are known by the bytes that no message explains.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

namespace wst {

struct KeepaliveLimits {
  double ping_seconds = 25;         ///< between two of our pings
  double message_seconds = 60;      ///< for a message from its first fragment to its last
  std::size_t control_frames = 20;  ///< of the largest, of the client, in a second
};

class Keepalive {
 public:
  enum class Verdict {
    fine,
    ping,     ///< is to be sent now
    gone,     ///< nothing has come since we asked
    dawdles,  ///< a message does not end
    floods    ///< with pings, pongs, empty fragments
  };

  /// Times are in seconds of a clock that nobody sets.
  Keepalive(const KeepaliveLimits& limits, double now) : limits_(limits), pinged_(now) {}

  /// `size` bytes of a frame of a message, before `left` more of the same.
  void on_piece(std::size_t size, std::size_t left);
  void on_message_begun(double now);
  void on_message_ended() { message_began_.reset(); }
  void on_sign_of_life() { alive_ = true; }

  /// To be asked a second after something has happened, and at due(). `read`: how many bytes have
  /// ever been read from the socket, if that is known.
  Verdict judge(double now, std::optional<std::uint64_t> read);
  /// When the verdict changes although nothing happens.
  [[nodiscard]] double due() const;

 private:
  void account(double now, std::uint64_t read);
  /// Bytes of noise in a second.
  [[nodiscard]] double allowed() const;

  KeepaliveLimits limits_;
  double pinged_;                  // when we did, last
  std::optional<double> unheard_;  // the first ping that nothing came after
  std::optional<double> message_began_;
  std::optional<double> accounted_;  // when, last
  std::uint64_t read_ = 0;           // then
  std::uint64_t explained_ = 0;      // of what is read since, by messages
  std::size_t frame_left_ = 0;
  double noise_ = 0;  // bytes, of which some are forgiven every second
  bool alive_ = false;
};

}  // namespace wst
