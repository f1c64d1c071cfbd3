#include "session/plain_session.h"

#include "fakes.h"

using namespace wst;
using namespace wst::test;

namespace {

struct World : SessionWorld<PlainSession> {
  using SessionWorld::SessionWorld;

  std::string say(const std::string& text) {
    session->on_text(text);
    return heard();
  }
  std::string heard() {
    std::string lines;
    for (const auto& frame : drain(*session)) lines += frame + "\n";
    return lines;
  }
};

const std::string subscribe = R"({"subscribe":"torrents"})";
const std::string first = R"({"event":"torrents","data":{"from":0,"to":1}})"
                          "\n";

}  // namespace

TEST_CASE("each plain message gets its answer and the connection stays") {
  struct Row {
    const char* sent;
    std::string answer;  ///< its beginning
  };
  for (const Row& row :
       {Row{R"({"subscribe":"torrents"})", R"({"subscribed":"torrents"})"
                                           "\n" +
                                               first},
        Row{R"({"subscribe":"nothing"})", R"({"error":"wstorrent.error.no_such_topic","message":)"},
        Row{R"({"subscribe":7})", R"({"error":"wamp.error.invalid_argument","message":)"},
        Row{R"({"subscribe":"torrents","after":7})",
            R"({"error":"wamp.error.invalid_argument","message":)"},
        Row{R"({"unsubscribe":"torrents"})", R"({"error":"wamp.error.no_such_subscription",)"},
        Row{R"({"unsubscribe":"nothing"})", R"({"error":"wamp.error.no_such_subscription",)"},
        Row{R"({"call":"torrent.stop","args":{"ids":[7]}})",
            R"({"error":"wamp.error.no_such_procedure","message":)"},
        Row{"hello", R"({"error":"wamp.error.invalid_argument","message":)"},
        Row{"", R"({"error":"wamp.error.invalid_argument","message":)"},
        Row{"[]", R"({"error":"wamp.error.invalid_argument","message":)"}}) {
    INFO(row.sent);
    World world;
    const std::string answer = world.say(row.sent);
    INFO(answer);
    CHECK(answer.starts_with(row.answer));
    CHECK(!world.session->closing());
    CHECK(world.connection.wakes > 0);
  }
}

TEST_CASE("the error to a call carries the call's id") {
  World world;
  CHECK(world.say(R"({"call":"x","id":"seven"})") ==
        R"({"error":"wamp.error.no_such_procedure","message":"there is no procedure \"x\"",)"
        R"("id":"seven"})"
        "\n");
}

TEST_CASE("a plain subscriber hears the state and then each change") {
  World world;
  world.say(subscribe);
  CHECK(world.heard().empty());
  world.change(world.torrents);
  CHECK(world.heard() == R"({"event":"torrents","data":{"from":1,"to":2}})"
                         "\n");
  CHECK(world.say(subscribe) == R"({"subscribed":"torrents"})"
                                "\n");
  CHECK(world.torrents.watchers == 1);
}

TEST_CASE("a plain subscriber that is gone hears nothing") {
  World world;
  world.say(subscribe);
  world.change(world.torrents);
  CHECK(world.say(R"({"unsubscribe":"torrents"})") == R"({"unsubscribed":"torrents"})"
                                                      "\n");
  world.change(world.torrents);
  CHECK(world.heard().empty());
  CHECK(world.torrents.watchers == 0);
}

TEST_CASE("a plain subscriber may resume at a cursor") {
  World world;
  world.torrents.now = 5;
  CHECK(world.say(R"({"subscribe":"torrents","after":"v3"})") ==
        R"({"subscribed":"torrents"})"
        "\n"
        R"({"event":"torrents","data":{"from":3,"to":5}})"
        "\n");
}

TEST_CASE("a binary message ends a plain connection") {
  World world;
  world.say(subscribe);
  world.session->on_binary();
  REQUIRE(world.session->closing());
  CHECK(world.session->closing()->code == 1003);
  CHECK(world.torrents.watchers == 0);
  world.change(world.torrents);
  CHECK(world.say(subscribe).empty());
  CHECK(world.torrents.watchers == 0);
}

TEST_CASE("a plain client that asks faster than it reads is cut off") {
  World world({.subscriptions = 32, .reply_bytes = 1'000});
  world.session->on_text(subscribe);
  for (int i = 0; i < 1'000; ++i) world.session->on_text("nonsense");
  REQUIRE(world.session->closing());
  CHECK(world.session->closing()->code == 1008);
  CHECK(world.heard().size() < 1'400);
  CHECK(world.torrents.watchers == 0);
}

TEST_CASE("a plain subscription more than a connection may have is refused") {
  World world({.subscriptions = 1, .reply_bytes = 1'000});
  world.say(subscribe);
  CHECK(world.say(R"({"subscribe":"status"})").starts_with(R"({"error":"wstorrent.error.busy",)"));
  CHECK(world.status.watchers == 0);
}

TEST_CASE("a plain session that ends watches nothing any more") {
  World world;
  world.say(subscribe);
  CHECK(world.torrents.watchers == 1);
  world.session.reset();
  CHECK(world.torrents.watchers == 0);
  world.change(world.torrents);
}

TEST_CASE("a topic that is always behind does not starve the others") {
  World world;
  world.say(subscribe);
  world.say(R"({"subscribe":"status"})");
  world.change(world.status);
  std::string heard;
  for (int i = 0; i < 2; ++i) {
    world.change(world.torrents);
    heard += *world.session->next_frame() + "\n";
  }
  CHECK(heard.find(R"("event":"torrents")") != std::string::npos);
  CHECK(heard.find(R"("event":"status")") != std::string::npos);
}
