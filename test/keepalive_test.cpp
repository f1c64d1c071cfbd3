#include "websocket/keepalive.h"

#include "catch.h"

using namespace wst;
using Verdict = Keepalive::Verdict;

namespace {

constexpr KeepaliveLimits limits{.ping_seconds = 10, .message_seconds = 60, .control_frames = 20};
constexpr std::size_t control_head = 6;

/// A client of which the server has read what the test says.
struct Client {
  Keepalive keepalive{limits, 0};
  double now = 0;
  std::uint64_t read = 200;  // the handshake

  void sends(std::size_t size, std::size_t frame_head) {
    read += frame_head + size;
    keepalive.on_piece(size, 0);
  }
  void sends_control_frames(std::size_t count, std::size_t size) {
    read += count * (control_head + size);
  }
  Verdict after(double seconds = 1) {
    now += seconds;
    return keepalive.judge(now, read);
  }
};

}  // namespace

TEST_CASE("a ping is due after every interval, whatever comes in between") {
  Client client;
  for (int second = 1; second <= 100; ++second) {
    client.sends(5, control_head);
    CHECK(client.after() == (second % 10 == 0 ? Verdict::ping : Verdict::fine));
  }
}

TEST_CASE("a client of which nothing is heard for two intervals after a ping is gone") {
  Client client;
  CHECK(client.after(10) == Verdict::ping);
  SECTION("not a sound") {}
  SECTION("it was there at the second ping, not since") {
    client.keepalive.on_sign_of_life();
    CHECK(client.after(10) == Verdict::ping);
  }
  CHECK(client.after(10) == Verdict::ping);
  CHECK(client.after(9) == Verdict::fine);
  CHECK(client.after(1) == Verdict::gone);
}

TEST_CASE("anything at all is a sign of life") {
  Client client;
  const int kind = GENERATE(0, 1, 2);
  client.after();
  for (int second = 2; second <= 200; ++second) {
    if (second % 15 == 0 && kind == 0) client.keepalive.on_sign_of_life();
    if (second % 15 == 0 && kind == 1) client.sends(1, control_head);
    if (second % 15 == 0 && kind == 2) client.sends_control_frames(1, 0);
    CHECK(client.after() != Verdict::gone);
  }
}

TEST_CASE("messages of every size explain all their bytes, in pieces or whole") {
  const std::size_t size = GENERATE(1, 125, 126, 65'535, 65'536, 1'000'000);
  Client client;
  client.after();
  const std::size_t head = size < 126 ? 6 : size < 65'536 ? 8 : 14;
  for (int second = 0; second < 100; ++second) {
    for (std::size_t i = 0; i < 20'000'000 / size && i < 20'000; ++i) {
      client.read += head + size;
      const std::size_t piece = size / 2;
      if (piece > 0) client.keepalive.on_piece(piece, size - piece);
      client.keepalive.on_piece(size - piece, 0);
    }
    CHECK(client.after() != Verdict::floods);
  }
}

TEST_CASE(
    "as many of the largest control frames as are allowed may come for ever; more are a flood") {
  Client client;
  client.after();
  for (int second = 0; second < 1000; ++second) {
    client.sends_control_frames(limits.control_frames, 125);
    CHECK(client.after() != Verdict::floods);
  }
  client.sends_control_frames(limits.control_frames * 9, 125);
  CHECK(client.after() != Verdict::floods);  // all at once, for a moment
  client.after(10);
  client.sends_control_frames(10'000, 0);
  CHECK(client.after() == Verdict::floods);
}

TEST_CASE("fragments without a byte in them explain nothing") {
  Client client;
  client.after();
  for (int i = 0; i < 10'000; ++i) client.sends(0, control_head);
  CHECK(client.after() == Verdict::floods);
}

TEST_CASE("bytes that are told later than read are forgiven when they are") {
  Client client;
  client.after();
  for (int second = 0; second < 1000; ++second) {
    client.read += 14 + 5000;
    CHECK(client.after() != Verdict::floods);
    client.keepalive.on_piece(5000, 0);
    client.keepalive.on_sign_of_life();
  }
}

TEST_CASE("a message that is not over in time dawdles, however fast it goes on") {
  Client client;
  client.keepalive.on_message_begun(0);
  for (int second = 1; second < 60; ++second) {
    client.sends(1000, 8);
    client.keepalive.on_message_begun(client.now);
    CHECK(client.after() != Verdict::dawdles);
  }
  SECTION("not over") { CHECK(client.after() == Verdict::dawdles); }
  SECTION("over, and the next one begun") {
    client.keepalive.on_message_ended();
    client.keepalive.on_message_begun(59);
    CHECK(client.after() != Verdict::dawdles);
  }
}

TEST_CASE(
    "where the bytes are not known there is no flood, and pongs tell that somebody is there") {
  Keepalive keepalive(limits, 0);
  for (int second = 1; second < 1000; ++second) {
    if (second % 10 == 1) keepalive.on_sign_of_life();
    const auto verdict = keepalive.judge(second, std::nullopt);
    CHECK((verdict == Verdict::fine || verdict == Verdict::ping));
  }
}
