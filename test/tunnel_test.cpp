#include "tls/tunnel.h"

#include <algorithm>
#include <csignal>
#include <vector>

#include "catch.h"
#include "sockets.h"
#include "tls/tunnels.h"
#include "tls_client.h"

using namespace wst;
using namespace wst::test;

namespace {

constexpr double never = 60;
const std::string much(3'000'000, 'x');

struct Arrived {
  UniqueFd socket;
  QuotaSlot slot;
  Peer peer;
};

TlsContext load(const Certificate& files) {
  return TlsContext::load(files.cert(), files.key()).value();
}

struct TunnelWorld {
  explicit TunnelWorld(double seconds = never)
      : tunnels(
            loop, context, seconds,
            [this](UniqueFd socket, QuotaSlot slot, const Peer& peer) {
              arrived.push_back({std::move(socket), std::move(slot), peer});
            },
            [this](UniqueFd socket, const Peer&) { http.push_back(std::move(socket)); }) {
    std::signal(SIGPIPE, SIG_IGN);
  }

  /// The client's end.
  UniqueFd enter() {
    auto [near, far] = connected();
    tunnels.enter(std::move(far), quota.take("127.0.0.1").value(), {.address = "127.0.0.1"});
    return std::move(near);
  }
  /// Both ends of a tunnel whose handshake is done.
  std::pair<TlsClient, TestClient> open(const TlsOptions& options = {}) {
    TlsClient client(enter(), options);
    run_until([&] { return client.is_settled() && !arrived.empty(); });
    REQUIRE(client.is_open());
    plain = arrived.back().socket.get();
    TestClient inside(std::move(arrived.back().socket));
    arrived.pop_back();
    return {std::move(client), std::move(inside)};
  }

  ev::default_loop loop;
  Certificate files;
  TlsContext context = load(files);
  ConnectionQuota quota{100, 100};
  std::vector<Arrived> arrived;
  std::vector<UniqueFd> http;
  int plain = -1;  // of the tunnel opened last
  Tunnels tunnels;
};

/// How many bytes `send_some` gets rid of until, for a while, nothing takes more.
template <typename SendSome>
std::size_t fill(SendSome send_some) {
  std::size_t filled = 0;
  int in_vain = 0;
  run_until([&] {
    const std::size_t sent = send_some();
    filled += sent;
    in_vain = sent > 0 ? 0 : in_vain + 1;
    return in_vain >= 20;
  });
  return filled;
}

}  // namespace

TEST_CASE("who arrives is known as he was, and as one whose connection is encrypted") {
  TunnelWorld world;
  TlsClient client(world.enter());
  run_until([&] { return client.is_settled() && !world.arrived.empty(); });
  CHECK(world.arrived.front().peer.address == "127.0.0.1");
  CHECK(world.arrived.front().peer.encrypted);
  CHECK(!world.arrived.front().peer.local);
  CHECK(world.quota.taken() == 1);
  world.arrived.clear();
  CHECK(world.quota.taken() == 0);
}

TEST_CASE("bytes come through both ways, few and many, in TLS 1.2 and 1.3") {
  const int version = GENERATE(TLS1_2_VERSION, TLS1_3_VERSION);
  TunnelWorld world;
  auto [client, inside] = world.open({.most = version});
  client.say("a question");
  run_until([&] { return inside.is_over() || inside.heard == "a question"; });
  CHECK(world.tunnels.passed(world.plain) == inside.heard.size());
  inside.say("an answer");
  run_until([&] { return client.is_over() || client.heard == "an answer"; });

  std::string_view rest = much;
  run_until([&] {
    rest = client.say_some(rest);
    inside.is_over();
    return inside.heard.size() == much.size() + 10;
  });
  CHECK(inside.heard.ends_with(much));
  CHECK(world.tunnels.passed(world.plain) == inside.heard.size());
  CHECK(world.tunnels.passed(-1) == std::nullopt);
}

TEST_CASE("a client that does not read is waited for, and so is a server") {
  TunnelWorld world;
  auto [client, inside] = world.open();
  const auto said = fill([&] {
    const auto sent = send(world.plain, much.data(), much.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    return static_cast<std::size_t>(std::max<ssize_t>(sent, 0));
  });
  CHECK(said < much.size() * 4);  // what the network holds, and little more
  run_until([&] { return client.is_over() || client.heard.size() == said; });

  const auto asked = fill([&] { return much.size() - client.say_some(much).size(); });
  run_until([&] { return inside.is_over() || inside.heard.size() == asked; });
}

TEST_CASE("an end is an end on the other side, after all that was said before") {
  TunnelWorld world;
  auto [client, inside] = world.open();
  SECTION("the server's") {
    inside.say("goodbye");
    inside.leave();
    client.hear_to_the_end();
    CHECK(client.heard == "goodbye");
    CHECK(client.ended_in_order);
    CHECK(world.tunnels.count() == 1);  // it may be sending
    client.close_notify();
  }
  SECTION("the client's; it still hears") {
    client.say("goodbye");
    client.close_notify();
    inside.hear_to_the_end();
    CHECK(inside.heard == "goodbye");
    inside.say("farewell");
    inside.leave();
    client.hear_to_the_end();
    CHECK(client.heard == "farewell");
    CHECK(client.ended_in_order);
  }
  SECTION("the client's, without a word") {
    client.leave();
    inside.hear_to_the_end();
  }
  SECTION("the server's half; it still hears") {
    shutdown(world.plain, SHUT_WR);
    client.hear_to_the_end();
    client.say("and yet");
    run_until([&] { return inside.is_over() || inside.heard == "and yet"; });
    client.close_notify();
    inside.hear_to_the_end();
  }
  run_until([&] { return world.tunnels.count() == 0; });
  CHECK(loop_is_idle());
}

TEST_CASE("a client that goes on sending reads the last answer all the same") {
  TunnelWorld world;
  auto [client, inside] = world.open();
  client.say("a long question");
  run_until([&] { return world.tunnels.passed(world.plain) == 15u; });
  inside.say("no");
  inside.leave();
  client.say(much.substr(0, 100'000));
  client.hear_to_the_end();
  CHECK(client.heard == "no");
  CHECK(client.ended_in_order);
}

TEST_CASE("who does not read the last answer does not stay; many such are few") {
  TunnelWorld world;
  std::vector<TlsClient> clients;
  for (int i = 0; i < 100; ++i) {
    auto [client, inside] = world.open();
    inside.say("goodbye");
    inside.leave();
    clients.push_back(std::move(client));
  }
  CHECK(world.tunnels.count() <= 65);
  run_until([&] { return world.tunnels.count() == 0; });
  CHECK(loop_is_idle());
}

TEST_CASE("http on this port is handed back untouched, and gives up its slot") {
  TunnelWorld world;
  const TestClient client(world.enter());
  client.say("GET / HTTP/1.1\r\n");
  run_until([&] { return !world.http.empty(); });
  std::array<char, 100> heard{};
  CHECK(recv(world.http.front().get(), heard.data(), heard.size(), 0) == 16);
  CHECK(world.tunnels.count() == 0);
  CHECK(world.quota.taken() == 0);
}

TEST_CASE("a handshake that does not come to its end is given up") {
  const std::string said = GENERATE("", "\x16", "\x16\x03\x01\x02");
  TunnelWorld world(0.05);
  TestClient client(world.enter());
  client.say(said);
  client.hear_to_the_end();
  CHECK(world.quota.taken() == 0);
  CHECK(world.arrived.empty());
}

TEST_CASE("a handshake that fails takes nothing with it") {
  TunnelWorld world;
  SECTION("rubbish") {
    TestClient client(world.enter());
    client.say("\x16rubbish and more rubbish");
    client.hear_to_the_end();
  }
  SECTION("an old version") {
    TlsClient client(world.enter(),
                     {.least = TLS1_VERSION, .most = TLS1_1_VERSION, .ciphers = "ALL"});
    client.shake_hands();
    CHECK(!client.is_open());
  }
  SECTION("a client that leaves") {
    TestClient client(world.enter());
    client.say("\x16\x03\x01");
    client.leave();
  }
  run_until([&] { return world.tunnels.count() == 0; });
  CHECK(world.quota.taken() == 0);
  CHECK(loop_is_idle());
}

TEST_CASE("rubbish after the handshake ends the connection on both sides") {
  TunnelWorld world;
  auto [client, inside] = world.open();
  REQUIRE(send(client.socket(), much.data(), 1000, MSG_NOSIGNAL) == 1000);
  inside.hear_to_the_end();
  run_until([&] { return world.tunnels.count() == 0; });
}

TEST_CASE("renegotiation is refused") {
  TunnelWorld world;
  auto [client, inside] = world.open({.most = TLS1_2_VERSION});
  SSL_renegotiate(client.ssl());
  run_until([&] { return client.is_over() || client.is_settled(); });
  CHECK(client.failure == "no renegotiation");
}

TEST_CASE("a connection lives on under the certificate it began with") {
  TunnelWorld world;
  auto [client, inside] = world.open();
  world.files.renew("new");
  REQUIRE(!world.context.reload());
  client.say("still here");
  run_until([&] { return inside.is_over() || inside.heard == "still here"; });
  auto [other, other_inside] = world.open();
  CHECK(other.server_name() == "new");
}
