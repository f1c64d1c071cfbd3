#include <optional>
#include <string>
#include <vector>

#include "catch.h"
#include "http/http_server.h"
#include "loop.h"
#include "sockets.h"

using namespace wst;
using namespace wst::test;

namespace {

std::string request(const std::string& path, const std::string& lines = "",
                    const std::string& method = "GET") {
  return method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n" + lines + "\r\n";
}

std::string post(const std::string& body, std::size_t length) {
  return request("/p", "Content-Length: " + std::to_string(length) + "\r\n", "POST") + body;
}

std::string post(const std::string& body) { return post(body, body.size()); }

/// Connections whose requests the test answers.
struct HttpWorld {
  explicit HttpWorld(HttpLimits given = {.seconds = 60}) : limits(given) {}

  TestClient enter() {
    auto [client, server] = connected();
    gate.enter({std::move(server), quota.take("127.0.0.1").value(), {}});
    return TestClient(std::move(client));
  }
  void wait_for_requests(std::size_t count) {
    run_until([&] { return requests.size() == count; });
  }
  void answer(std::size_t index, const std::string& body) { responds.at(index)(http_json(body)); }

  ev::default_loop loop;
  Admission admission;
  HttpLimits limits;
  ConnectionQuota quota{100, 100};
  std::vector<HttpRequest> requests;
  std::vector<Respond> responds;
  int abandoned = 0;
  HttpServer gate{loop, admission, limits,
                  [this](const HttpRequest& asked, const Respond& respond) -> Abandon {
                    requests.push_back(asked);
                    responds.push_back(respond);
                    return [this] { ++abandoned; };
                  },
                  [](const Arrival&, const std::string&) {}};
};

void hears(TestClient& client, const std::string& words) {
  run_until([&] { return client.is_over() || client.heard.find(words) != std::string::npos; });
  INFO(client.heard);
  CHECK(client.heard.find(words) != std::string::npos);
}

std::size_t count(const std::string& text, const std::string& words) {
  std::size_t found = 0;
  for (auto at = text.find(words); at != std::string::npos; at = text.find(words, at + 1)) ++found;
  return found;
}

}  // namespace

TEST_CASE("one request after the other is answered on one connection") {
  HttpWorld world;
  auto client = world.enter();
  for (const std::string path : {"/a", "/b", "/c"}) {
    client.say(request(path));
    world.wait_for_requests(world.requests.size() + 1);
    CHECK(world.requests.back().path == path);
    world.responds.back()(http_json("answer to " + path));
    hears(client, "answer to " + path);
  }
  CHECK(!client.is_over());
  CHECK(world.quota.taken() == 1);
  client.leave();
  run_until([&] { return world.quota.taken() == 0; });
  CHECK(world.abandoned == 0);
}

TEST_CASE("requests that come at once, bodies among them, are answered in order") {
  HttpWorld world;
  auto client = world.enter();
  client.say(request("/a") + post("first body") + request("/b") + post("") + post("second"));
  const std::vector<std::string> bodies = {"", "first body", "", "", "second"};
  for (std::size_t i = 0; i < bodies.size(); ++i) {
    world.wait_for_requests(i + 1);
    CHECK(world.requests[i].body == bodies[i]);
    world.answer(i, "answer " + std::to_string(i));
    hears(client, "answer " + std::to_string(i));
  }
  CHECK(world.requests.size() == bodies.size());
}

TEST_CASE("the next request waits for the answer without waking the loop") {
  HttpWorld world;
  auto client = world.enter();
  client.say(request("/slow") + request("/next"));
  world.wait_for_requests(1);
  CHECK(loop_is_idle());
  world.answer(0, "{}");
  world.wait_for_requests(2);
  CHECK(world.requests[1].path == "/next");
}

TEST_CASE("a body may be cut anywhere, and is as long as it says") {
  HttpWorld world;
  const std::string whole = post("0123456789");
  for (std::size_t cut = 0; cut <= whole.size(); ++cut) {
    INFO("cut at " << cut);
    auto client = world.enter();
    client.say(whole.substr(0, cut));
    world.loop.run(ev::NOWAIT);
    client.say(whole.substr(cut));
    world.wait_for_requests(cut + 1);
    CHECK(world.requests.back().body == "0123456789");
  }
}

TEST_CASE("a large answer arrives whole, and a HEAD's has its length only") {
  HttpWorld world;
  auto client = world.enter();
  const std::string large(3'000'000, 'x');
  client.say(request("/large"));
  world.wait_for_requests(1);
  world.answer(0, large);
  run_until([&] { return client.is_over() || client.heard.size() > large.size(); });
  CHECK(client.heard.ends_with("\r\n\r\n" + large));

  client.heard.clear();
  client.say(request("/large", "", "HEAD"));
  world.wait_for_requests(2);
  world.answer(1, large);
  hears(client, "content-length: 3000000\r\n\r\n");
  client.say(request("/next"));
  world.wait_for_requests(3);
  CHECK(client.heard.ends_with("\r\n\r\n"));
}

TEST_CASE("a connection ends with its answer where the client says so, or cannot go on") {
  for (const std::string& text :
       {request("/", "Connection: close\r\n"),
        std::string("GET / HTTP/1.0\r\nHost: localhost\r\n\r\n"),
        request("/", "Content-Length: 4\r\n") + "body" + request("/never"),
        request("/", "Transfer-Encoding: chunked\r\n") + request("/never"),
        request("/", "Content-Length: 4\r\n", "PUT") + "body" + request("/never")}) {
    INFO(text);
    HttpWorld world;
    auto client = world.enter();
    client.say(text);
    world.wait_for_requests(1);
    world.answer(0, "{}");
    client.hear_to_the_end();
    CHECK(client.heard.find("connection: close\r\n") != std::string::npos);
    CHECK(count(client.heard, "HTTP/1.1 ") == 1);
    CHECK(!client.was_reset);
    CHECK(world.requests.size() == 1);
  }
}

TEST_CASE("a client that has no more to say than its request gets its answer") {
  HttpWorld world;
  auto client = world.enter();
  client.say(request("/"));
  client.say_no_more();
  world.wait_for_requests(1);
  for (int i = 0; i < 5; ++i) world.loop.run(ev::NOWAIT);
  world.answer(0, "in time");
  client.hear_to_the_end();
  CHECK(client.heard.ends_with("in time"));
  CHECK(!client.was_reset);
  CHECK(world.quota.taken() == 0);
  CHECK(loop_is_idle());
}

TEST_CASE("a client that has gone while its answer is awaited leaves nothing") {
  HttpWorld world;
  auto client = world.enter();
  client.say(request("/"));
  world.wait_for_requests(1);
  client.leave();
  for (int i = 0; i < 5; ++i) world.loop.run(ev::NOWAIT);
  world.answer(0, "too late");
  CHECK(loop_is_idle());
  CHECK(world.quota.taken() == 0);
}

TEST_CASE("a client that breaks off while its answer is awaited is given up") {
  HttpWorld world;
  auto client = world.enter();
  client.say(request("/"));
  world.wait_for_requests(1);
  client.break_off();
  run_until([&] { return world.abandoned == 1; });
  CHECK(world.quota.taken() == 0);
  world.answer(0, "too late");
  CHECK(loop_is_idle());
}

TEST_CASE("a client that goes in the middle of its body leaves nothing") {
  HttpWorld world;
  auto client = world.enter();
  client.say(post("half", 8));
  world.loop.run(ev::NOWAIT);
  client.leave();
  run_until([&] { return world.quota.taken() == 0; });
  CHECK(world.requests.empty());
  CHECK(loop_is_idle());
}

TEST_CASE("a body too large is refused before it is there") {
  HttpWorld world({.seconds = 60, .body_bytes = 8});
  auto client = world.enter();
  client.say(post("12345678"));
  world.wait_for_requests(1);
  auto refused = world.enter();
  refused.say(post("123456789"));
  refused.hear_to_the_end();
  CHECK(refused.heard.find("HTTP/1.1 413 ") == 0);
  CHECK(refused.heard.find("8 bytes (--max-body-bytes)") != std::string::npos);
  CHECK(!refused.was_reset);
}

TEST_CASE("bodies under way are too large together until one of them is handed over") {
  HttpWorld world({.seconds = 60, .body_bytes = 8, .all_body_bytes = 10});
  auto held = world.enter();
  held.say(post("1234567", 8));
  auto refused = world.enter();
  run_until([&] {
    world.loop.run(ev::NOWAIT);
    return true;
  });
  refused.say(post("1234"));
  refused.hear_to_the_end();
  CHECK(refused.heard.find("HTTP/1.1 503 ") == 0);
  held.say("8");
  world.wait_for_requests(1);
  auto next = world.enter();
  next.say(post("12345678"));
  world.wait_for_requests(2);
}

TEST_CASE("a body of which no more comes is not waited for, nor one that comes too slowly") {
  HttpWorld world({.seconds = 0.1});
  auto stalled = world.enter();
  stalled.say(post("half", 8));
  stalled.hear_to_the_end();
  CHECK(stalled.heard.find("HTTP/1.1 408 ") == 0);
  auto slow = world.enter();
  slow.say(post("", 1'000'000));
  run_until([&] {
    slow.say("x");
    return slow.is_over();
  });
  CHECK(slow.heard.find("HTTP/1.1 408 ") == 0);
}

TEST_CASE("a client that waits for leave to send its body gets it") {
  HttpWorld world;
  auto client = world.enter();
  client.say(request("/p", "Content-Length: 2\r\nExpect: 100-continue\r\n", "POST"));
  hears(client, "HTTP/1.1 100 Continue\r\n\r\n");
  client.say("{}");
  world.wait_for_requests(1);
  CHECK(world.requests[0].body == "{}");
}

TEST_CASE("an answer may be given at once, from within the request") {
  ev::default_loop loop;
  const Admission admission;
  ConnectionQuota quota(1, 1);
  HttpServer gate(
      loop, admission, {},
      [](const HttpRequest&, const Respond& respond) -> Abandon {
        respond(http_json("at once"));
        return [] { FAIL("it has been answered"); };
      },
      [](const Arrival&, const std::string&) {});
  auto [end, server] = connected();
  gate.enter({std::move(server), quota.take("a").value(), {}});
  TestClient client(std::move(end));
  client.say(request("/", "Connection: close\r\n"));
  client.hear_to_the_end();
  CHECK(client.heard.ends_with("at once"));
}
