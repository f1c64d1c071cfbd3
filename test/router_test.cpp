#include "router/router.h"

#include <memory>
#include <vector>

#include "fakes.h"
#include "router/plain_client.h"
#include "router/wamp2_client.h"

using namespace wst;
using namespace wst::test;

namespace {

constexpr const char* hello = R"([1,"wstorrent",{"roles":{"subscriber":{}}}])";

/// Any number of clients of one topic.
struct World : RouterWorld {
  Client& wamp(const std::string& options = "{}") {
    return subscribed<Wamp2Client>({hello, "[32,1," + options + R"(,"torrents"])"}, 2);
  }
  Client& plain() { return subscribed<PlainClient>({R"({"subscribe":"torrents"})"}, 1); }

  /// With its answers taken, but not its first event.
  template <typename Kind>
  Client& subscribed(const std::vector<std::string>& messages, int answers) {
    clients.push_back(std::make_unique<Kind>(connection, router));
    Client& client = *clients.back();
    for (const auto& message : messages) client.on_text(message);
    for (int i = 0; i < answers; ++i) REQUIRE(client.next_frame());
    return client;
  }
  void sample() { change(torrents); }

  std::vector<std::unique_ptr<Client>> clients;
};

}  // namespace

TEST_CASE("sessions at the same position are sent the very same frame") {
  World world;
  Client& one = world.wamp();
  Client& two = world.wamp();
  const Frame first = one.next_frame();
  REQUIRE(first);
  CHECK(two.next_frame() == first);
  CHECK(world.torrents.rendered == 1);

  for (int i = 0; i < 3; ++i) {
    world.sample();
    const Frame next = one.next_frame();
    REQUIRE(next);
    CHECK(two.next_frame() == next);
    CHECK(!one.next_frame());
    CHECK(!two.next_frame());
  }
  CHECK(world.torrents.rendered == 4);
}

TEST_CASE("a session at another position is sent its own frame") {
  World world;
  Client& quick = world.wamp();
  Client& slow = world.wamp();
  drain(quick);
  drain(slow);
  world.sample();
  drain(quick);
  world.sample();
  CHECK_THAT(only_frame(quick), contains(R"([{"from":2,"to":3}])"));
  CHECK_THAT(only_frame(slow), contains(R"([{"from":1,"to":3}])"));
}

TEST_CASE("a first event is not shared with those who have had theirs") {
  World world;
  world.torrents.now = 4;
  Client& old = world.wamp();
  drain(old);
  world.sample();
  Client& resumed = world.wamp(R"({"after":"v4"})");
  const std::string first = only_frame(resumed);
  const std::string later = only_frame(old);
  CHECK_THAT(first, contains(R"({"retained":true},[{"from":4,"to":5}])"));
  CHECK_THAT(later, contains(R"({},[{"from":4,"to":5}])"));
}

TEST_CASE("each protocol is sent frames of its own") {
  World world;
  Client& wamp = world.wamp();
  Client& plain = world.plain();
  CHECK(only_frame(wamp).starts_with("[36,"));
  CHECK(only_frame(plain) == R"({"event":"torrents","data":{"from":0,"to":1}})");
}

TEST_CASE("a session that skipped many samples is sent one frame for all of them") {
  World world;
  Client& slow = world.wamp();
  drain(slow);
  const int rendered = world.torrents.rendered;
  for (int i = 0; i < 1'000; ++i) world.sample();
  CHECK(world.torrents.rendered == rendered);
  CHECK_THAT(only_frame(slow), contains(R"([{"from":1,"to":1001}])"));
  world.sample();
  CHECK_THAT(only_frame(slow), contains(R"([{"from":1001,"to":1002}])"));
}

TEST_CASE("a session that never took its first event is sent only the last state") {
  World world;
  Client& slow = world.wamp();
  for (int i = 0; i < 1'000; ++i) world.sample();
  CHECK_THAT(only_frame(slow), contains(R"({"retained":true},[{"from":0,"to":1001}])"));
}

TEST_CASE("a frame is made anew when anything changed, even only the time") {
  World world;
  const Frame before = world.wamp().next_frame();
  CHECK(world.wamp().next_frame() == before);
  world.torrents.tell();
  CHECK(world.wamp().next_frame() != before);
}

TEST_CASE("no frame outlives the change it tells of, or the last session") {
  World world;
  std::weak_ptr<const std::string> frame = world.wamp().next_frame();
  CHECK(!frame.expired());
  world.sample();
  CHECK(frame.expired());
  frame = world.clients.front()->next_frame();
  CHECK(!frame.expired());
  world.clients.clear();
  CHECK(frame.expired());
}

TEST_CASE("many clients at many positions do not pile up frames") {
  World world;
  world.torrents.now = 100;
  std::vector<std::weak_ptr<const std::string>> frames;
  for (int i = 1; i <= 100; ++i) {
    Client& client = world.wamp(R"({"after":"v)" + std::to_string(i) + "\"}");
    frames.emplace_back(client.next_frame());
  }
  int kept = 0;
  for (const auto& frame : frames) kept += frame.expired() ? 0 : 1;
  CHECK(kept <= 16);
}

TEST_CASE("only those who are behind are woken") {
  World world;
  Client& current = world.wamp();
  drain(current);
  const int before = world.connection.wakes;
  world.torrents.tell();
  CHECK(world.connection.wakes == before);
  world.sample();
  CHECK(world.connection.wakes == before + 1);
}

TEST_CASE("a session may come and go between changes") {
  World world;
  for (int i = 0; i < 10; ++i) {
    world.wamp();
    world.plain();
    world.sample();
    world.clients.erase(world.clients.begin());
  }
  CHECK(world.torrents.watchers == 10);
  world.clients.clear();
  CHECK(world.torrents.watchers == 0);
  world.sample();
}

TEST_CASE("members are those who have joined and not left, whatever they speak") {
  World world;
  world.clients.push_back(std::make_unique<Wamp2Client>(world.connection, world.router));
  CHECK(world.router.members().empty());
  Client& wamp = world.wamp();
  Client& plain = world.plain();
  CHECK(world.router.members().size() == 2);
  CHECK(world.router.members().at(wamp.id()) == &wamp);
  CHECK(world.router.members().at(plain.id()) == &plain);
  wamp.on_text(R"([6,{},"wamp.close.normal"])");
  CHECK(world.router.members().size() == 1);
  world.clients.clear();
  CHECK(world.router.members().empty());
}

TEST_CASE("nothing wakes the loop while nobody is waited for") {
  World world;
  world.wamp();
  world.plain();
  CHECK(!world.timer.runs());
  world.router.start_waiting();
  CHECK(world.timer.interval == 1);
  world.pass(1);
  CHECK(!world.timer.runs());
}
