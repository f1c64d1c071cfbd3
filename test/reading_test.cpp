// An endpoint that stops reading and goes on, behind the real libwebsockets.
#include <algorithm>
#include <vector>

#include "catch.h"
#include "fakes.h"
#include "loop.h"
#include "sockets.h"
#include "websocket/server.h"

using namespace wst;
using namespace wst::test;

namespace {

/// A client's text frame, masked with zeros.
std::string frame(const std::string& text) {
  return std::string("\x81") + static_cast<char>(0x80 | text.size()) + std::string(4, '\0') + text;
}

const std::string handshake =
    "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";

/// Stops reading at each "stop".
struct Stopping final : Endpoint {
  Stopping(Connection& ours, std::vector<std::string>& messages)
      : connection(ours), heard(messages) {}
  void on_text(std::string_view text) override {
    heard.emplace_back(text);
    if (text == "stop") connection.stop_reading();
  }
  void on_binary(std::string_view) override {}
  Frame next_frame() override { return nullptr; }
  [[nodiscard]] const std::optional<Close>& closing() const override { return closed; }

  Connection& connection;
  std::vector<std::string>& heard;
  std::optional<Close> closed;
};

struct World {
  World() {
    auto made = Server::create(
        loop, {}, {}, nullptr, [](const HttpRequest&, const Respond&) { return nullptr; },
        [this](std::string_view, Connection& ours) {
          auto made_for_it = std::make_unique<Stopping>(ours, heard);
          current = made_for_it.get();
          return made_for_it;
        });
    REQUIRE(made);
    server = std::move(made).value();
    client.emplace(enter());
  }
  /// One more client.
  UniqueFd enter() {
    auto [near, far] = connected();
    server->adopt(std::move(far), {.address = "127.0.0.1"}, Entry::plain);
    return std::move(near);
  }
  void wait_for(std::size_t count) {
    run_until([&] { return heard.size() >= count; });
  }
  /// Whatever has been said before is heard by now, if it is read: somebody who
  /// came and spoke later has been heard.
  void settle() {
    Stopping* const before = current;
    const TestClient later(enter());
    later.say(handshake + frame("later"));
    run_until([&] { return std::ranges::count(heard, "later") == 1; });
    std::erase(heard, "later");
    current = before;
  }

  ev::default_loop loop;
  std::vector<std::string> heard;
  Stopping* current = nullptr;
  std::unique_ptr<Server> server;
  std::optional<TestClient> client;
};

using Messages = std::vector<std::string>;

}  // namespace

TEST_CASE("what comes in one piece with a message that stops the reading waits for its end") {
  World world;
  world.client->say(handshake + frame("one") + frame("stop") + frame("two") + frame("three"));
  world.wait_for(2);
  world.settle();
  CHECK(world.heard == Messages{"one", "stop"});
  world.current->connection.go_on_reading();
  world.wait_for(4);
  CHECK(world.heard == Messages{"one", "stop", "two", "three"});
}

TEST_CASE("what comes later waits too, and again") {
  World world;
  world.client->say(handshake);
  world.client->say(frame("stop"));
  world.wait_for(1);
  world.client->say(frame("stop") + frame("two"));
  world.settle();
  CHECK(world.heard == Messages{"stop"});
  world.current->connection.go_on_reading();
  world.wait_for(2);
  world.settle();
  CHECK(world.heard == Messages{"stop", "stop"});
  world.current->connection.go_on_reading();
  world.wait_for(3);
  CHECK(world.heard.back() == "two");
}

TEST_CASE("a client that is not read may go, or be closed") {
  for (const bool by_client : {true, false}) {
    World world;
    world.client->say(handshake + frame("stop") + frame("two"));
    world.wait_for(1);
    CHECK(world.server->traffic().websockets == 1);
    bool closed = false;
    world.server->close_all({1012, ""}, [&] { closed = true; });
    if (by_client) world.client->leave();
    run_until([&] { return closed || world.client->is_over(); });
    CHECK(world.heard == Messages{"stop"});
  }
}
