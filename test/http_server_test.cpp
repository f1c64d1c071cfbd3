#include "http/http_server.h"

#include <string>
#include <vector>

#include "catch.h"
#include "loop.h"
#include "sockets.h"

using namespace wst;
using namespace wst::test;

namespace {

const std::string handshake =
    "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n";
constexpr std::size_t most_head_bytes = 1024;
constexpr double never = 60;

struct Admitted {
  Arrival arrival;
  std::string head;
};

struct GateWorld {
  explicit GateWorld(double seconds = never)
      : gate(
            loop, admission, HttpLimits{.head_bytes = most_head_bytes, .seconds = seconds},
            [this](const HttpRequest& request, const Respond& respond) {
              peers.push_back(request.peer);
              respond(http_json("{}"));
              return nullptr;
            },
            [this](Arrival arrival, const std::string& head) {
              admitted.push_back({std::move(arrival), head});
            }) {}

  TestClient enter(const Peer& peer = {.address = "127.0.0.1"}) {
    auto [client, server] = connected();
    auto slot = quota.take(peer.address);
    REQUIRE(slot);
    gate.enter({std::move(server), std::move(slot).value(), peer});
    return TestClient(std::move(client));
  }
  void wait_for_admitted(std::size_t count = 1) {
    run_until([&] { return admitted.size() == count; });
  }

  ev::default_loop loop;
  Admission admission;
  ConnectionQuota quota{100, 1};
  std::vector<Admitted> admitted;
  std::vector<Peer> peers;  // of the requests that were let in
  HttpServer gate;
};

std::string waiting_in(const UniqueFd& socket) {
  std::string bytes(4096, '\0');
  const auto size = recv(socket.get(), bytes.data(), bytes.size(), MSG_DONTWAIT);
  bytes.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
  return bytes;
}

/// Plays a client that says `text`, and returns what it is answered.
std::string answer_to(const std::string& text, double head_seconds = never) {
  GateWorld world(head_seconds);
  auto client = world.enter();
  client.say(text);
  client.hear_to_the_end();
  INFO(text.substr(0, 200));
  CHECK(!client.was_reset);
  CHECK(world.admitted.empty());
  CHECK(world.quota.taken() == 0);
  return client.heard;
}

}  // namespace

TEST_CASE("a handshake is handed on with its socket and its slot, however it is cut") {
  GateWorld world;
  const std::string whole = handshake + "\r\n";
  for (std::size_t cut = 0; cut < whole.size(); ++cut) {
    INFO("cut at " << cut);
    auto client = world.enter();
    client.say(whole.substr(0, cut));
    world.loop.run(ev::NOWAIT);
    client.say(whole.substr(cut));
    world.wait_for_admitted();
    CHECK(world.admitted.front().head.starts_with("GET /ws HTTP/1.1\r\nhost: localhost\r\n"));
    CHECK(world.quota.taken() == 1);
    world.admitted.clear();
    CHECK(world.quota.taken() == 0);
  }
  CHECK(loop_is_idle());
}

TEST_CASE("nothing behind a handshake is taken from the socket") {
  GateWorld world;
  auto client = world.enter();
  client.say(handshake + "\r\nframes\r\n\r\n");
  world.wait_for_admitted();
  CHECK(waiting_in(world.admitted.front().arrival.socket) == "frames\r\n\r\n");
}

TEST_CASE("of the subprotocols offered, on however many lines, one is left") {
  GateWorld world;
  auto client = world.enter();
  client.say(handshake + "Sec-WebSocket-Protocol: " + std::string(200, 'x') +
             ", soap\r\nSec-WebSocket-Protocol: wamp.2.cbor\r\nSec-WebSocket-Protocol: "
             "wamp.2.json,json\r\n\r\n");
  world.wait_for_admitted();
  CHECK_THAT(world.admitted.front().head, contains("sec-websocket-protocol: wamp.2.json\r\n"));
}

TEST_CASE("what is refused is refused in words, with the security headers, and the end") {
  struct Case {
    std::string text;
    const char* status;
    const char* words;
  };
  const std::string host = "Host: localhost\r\n";
  for (const auto& [text, status, words] :
       {Case{"good morning\r\n\r\n", "400", "METHOD PATH"},
        Case{"GET / HTTP/1.1\nHost: a\n\n", "400", "line feed"},
        Case{"GET / HTTP/2.0\r\n\r\n", "505", "HTTP/1.1"},
        Case{"FROB / HTTP/1.1\r\n" + host + "\r\n", "501", "FROB"},
        Case{"GET / HTTP/1.1\r\n\r\n", "400", "Host"},
        Case{"GET / HTTP/1.0\r\n\r\n", "403", "--allowed-host"},
        Case{"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", "403", "--allowed-host"},
        Case{"POST / HTTP/1.1\r\n" + host + "Origin: http://evil.example\r\n\r\n", "403",
             "--allowed-origin"},
        Case{"POST / HTTP/1.1\r\n" + host + "Sec-Fetch-Site: cross-site\r\n\r\n", "403",
             "--allowed-origin"},
        Case{handshake + "Origin: http://evil.example\r\n\r\n", "403", "--allowed-origin"},
        Case{handshake + "Sec-WebSocket-Protocol: soap\r\n\r\n", "400", "wamp.2.json"},
        Case{"GET /%zz HTTP/1.1\r\n" + host + "\r\n", "400", "hexadecimal"},
        Case{handshake + "Content-Length: 4\r\n\r\n", "400", "without a body"},
        Case{"GET /other HTTP/1.1\r\n" + handshake.substr(18) + "\r\n", "404", "/ws"},
        Case{"GET /echo HTTP/1.1\r\n" + handshake.substr(18) + "\r\n", "404", "/ws"}}) {
    const auto answer = answer_to(text);
    CHECK_THAT(answer, contains(std::string("HTTP/1.1 ") + status + " "));
    CHECK_THAT(answer, contains(words));
    CHECK_THAT(answer, contains("content-security-policy: "));
    CHECK_THAT(answer, contains("connection: close\r\n"));
  }
}

TEST_CASE("the path of the echo is open where it is wanted") {
  GateWorld world;
  world.admission.test_echo = true;
  auto client = world.enter();
  client.say("GET /echo HTTP/1.1\r\n" + handshake.substr(18) + "\r\n");
  world.wait_for_admitted();
}

TEST_CASE("a refused HEAD is answered without a body") {
  const auto answer = answer_to("HEAD / HTTP/1.1\r\nHost: evil.example\r\n\r\n");
  CHECK(answer.ends_with("\r\n\r\n"));
  CHECK_THAT(answer, !contains("content-length: 0"));
}

TEST_CASE("a head is read up to its limit and not beyond") {
  const std::string fixed = handshake + "X: ";
  const std::string rest = std::string(most_head_bytes - fixed.size() - 4, 'x') + "\r\n\r\n";
  GateWorld world;
  auto client = world.enter();
  client.say(fixed + rest);
  world.wait_for_admitted();

  CHECK_THAT(answer_to(fixed + "x" + rest), contains("HTTP/1.1 431 "));
  CHECK_THAT(answer_to(std::string(most_head_bytes, 'x')), contains("longer than 1024 bytes"));
  CHECK_THAT(answer_to("GET /" + std::string(100'000, 'x')), contains("HTTP/1.1 431 "));
}

TEST_CASE("a head that takes too long is told so; who said nothing is just let go") {
  CHECK_THAT(answer_to("GET / HTTP/1.1\r\nHost", 0.05), contains("HTTP/1.1 408 "));
  CHECK(answer_to("", 0.05).empty());
}

TEST_CASE("who dawdles is not given more time for it") {
  GateWorld world(0.2);
  auto client = world.enter();
  std::size_t said = 0;
  run_until([&] {
    if (world.quota.taken() > 0 && ++said < most_head_bytes) client.say("X");
    return client.is_over();
  });
  CHECK_THAT(client.heard, contains("HTTP/1.1 408 "));
}

TEST_CASE("who leaves before the head is whole leaves nothing behind") {
  GateWorld world;
  for (const std::string text : {"", "GET / HT"}) {
    auto client = world.enter();
    client.say(text);
    client.leave();
    run_until([&] { return world.quota.taken() == 0; });
  }
  CHECK(loop_is_idle());
}

TEST_CASE("a client that is still sending reads the refusal all the same") {
  GateWorld world;
  auto client = world.enter();
  client.say("POST / HTTP/1.1\r\nHost: evil.example\r\n\r\n" + std::string(100'000, 'x'));
  run_until([&] { return client.is_over(); });
  client.say(std::string(100'000, 'x'));
  CHECK(!client.was_reset);
  CHECK_THAT(client.heard, contains("HTTP/1.1 403 "));
  client.leave();
}

TEST_CASE("a trusted proxy's client is who asks, and takes the slot, request by request") {
  GateWorld world;
  world.admission.proxies.trusted = TrustedProxies::parse({"10.0.0.1"}).value();
  const QuotaSlot the_only_one = world.quota.take("192.0.2.7").value();
  auto client = world.enter({.address = "10.0.0.1"});
  const std::string before = "GET / HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: ";
  const std::string behind = "\r\nX-Forwarded-Proto: https\r\n\r\n";
  client.say(before + "192.0.2.1" + behind + before + "192.0.2.7" + behind);
  client.hear_to_the_end();
  REQUIRE(world.peers.size() == 1);
  CHECK(world.peers.front().address == "192.0.2.1");
  CHECK(world.peers.front().encrypted);
  CHECK_THAT(client.heard, contains("HTTP/1.1 503 "));
  CHECK_THAT(client.heard, contains("--max-connections-per-address"));
  CHECK_THAT(client.heard, contains("retry-after: "));
}

TEST_CASE("where there are no users an undeclared proxy gets nothing, by whatever it tells") {
  for (const std::string line : {"X-Forwarded-For: 192.0.2.1", "X-Forwarded-Proto: https",
                                 "X-Forwarded-Host: a", "Forwarded: for=192.0.2.1"}) {
    for (const std::string& text : {"GET / HTTP/1.1\r\nHost: localhost\r\n" + line + "\r\n\r\n",
                                    handshake + line + "\r\n\r\n"}) {
      const auto answer = answer_to(text);
      CHECK_THAT(answer, contains("HTTP/1.1 403 "));
      CHECK_THAT(answer, contains("--users"));
      CHECK_THAT(answer, contains("--trusted-proxy 127.0.0.1"));
    }
  }
}

TEST_CASE("one that is turned away need not ask for it, and takes no slot") {
  GateWorld world;
  auto [client_end, server] = connected();
  TestClient client(std::move(client_end));
  world.gate.turn_away(std::move(server), {}, http_error(503, "busy", "too many"));
  client.say(handshake + "\r\n");
  client.hear_to_the_end();
  CHECK_THAT(client.heard, contains("HTTP/1.1 503 "));
  CHECK(!client.was_reset);
  CHECK(world.quota.taken() == 0);
}

TEST_CASE("those who do not leave are few, and not for long") {
  GateWorld world;
  std::vector<TestClient> clients;
  for (int i = 0; i < 100; ++i) {
    auto [client, server] = connected();
    clients.emplace_back(std::move(client));
    world.gate.turn_away(std::move(server), {}, http_error(503, "busy", "too many"));
  }
  for (auto& client : clients) {
    client.hear_to_the_end();
    CHECK_THAT(client.heard, contains("HTTP/1.1 503 "));
  }
  CHECK(loop_is_idle());
}
