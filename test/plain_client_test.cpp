#include "router/plain_client.h"

#include "text_dialog.h"

using namespace wst;
using namespace wst::test;

namespace {

using Dialog = TextDialog<PlainClient>;
using World = TextWorld<PlainClient>;

const std::string subscribe = R"({"subscribe":"torrents"})";
const std::string subscribed = R"({"subscribed":"torrents"})";
const std::string first = R"({"event":"torrents","data":{"from":0,"to":1}})";
const std::string second = R"({"event":"torrents","data":{"from":1,"to":2}})";
const std::string stop = R"({"call":"torrents.get","args":{"ids":[7]},"id":1})";

std::string error(const std::string& uri) { return R"({"error":")" + uri + R"(","message":")"; }

}  // namespace

TEST_CASE("each plain message gets its answer and the connection stays") {
  struct Row {
    const char* sent;
    std::string answer;  ///< its beginning
  };
  const auto invalid = error("wamp.error.invalid_argument");
  const auto unknown = error("wamp.error.no_such_subscription");
  for (const Row& row :
       {Row{R"({"subscribe":"torrents"})", subscribed + "\n" + first},
        Row{R"({"subscribe":"nothing"})", error("wstorrent.error.no_such_topic")},
        Row{R"({"subscribe":"a..b"})", error("wamp.error.invalid_uri")},
        Row{R"({"subscribe":"feed.weather"})", R"({"subscribed":"feed.weather"})"},
        Row{R"({"subscribe":7})", invalid}, Row{R"({"subscribe":"torrents","after":7})", invalid},
        Row{R"({"unsubscribe":"torrents"})", unknown}, Row{R"({"unsubscribe":"nothing"})", unknown},
        Row{R"({"call":"torrent.nope"})", error("wamp.error.no_such_procedure")},
        Row{R"({"call":"not a uri"})", error("wamp.error.invalid_uri")},
        Row{R"({"call":7,"id":1})", invalid}, Row{R"({"call":"torrents.get","args":[7]})", invalid},
        Row{R"({"cancel":1})", invalid}, Row{R"({"cancel":[]})", invalid},
        Row{R"({"auth":{"user":"ada"}})", invalid}, Row{"hello", invalid}, Row{"", invalid},
        Row{"[]", invalid}}) {
    INFO(row.sent);
    World world;
    auto& client = world.connect();
    const std::string answer = client.say(row.sent);
    INFO(answer);
    CHECK(answer.starts_with(row.answer));
    CHECK(!client.endpoint.closing());
    CHECK(client.connection.wakes > 0);
  }
}

TEST_CASE("an error carries the id of the message, where it had one") {
  for (const char* sent :
       {R"({"call":"x","id":"seven"})", R"({"call":7,"id":"seven"})", R"({"id":"seven"})",
        R"({"subscribe":"torrents","id":"seven"})", R"({"cancel":"seven"})"}) {
    INFO(sent);
    World world;
    CHECK(world.connect().say(sent).ends_with(R"(,"id":"seven"})"));
  }
  World world;
  CHECK(world.connect().say(R"({"call":"x"})") ==
        R"({"error":"wamp.error.no_such_procedure","message":"there is no procedure \"x\""})");
}

// ---- watching ----

TEST_CASE("a plain subscriber hears the state and then each change, until it leaves") {
  World world;
  auto& client = world.connect();
  client.say(subscribe);
  world.change(world.torrents);
  CHECK(client.heard() == second);
  CHECK(client.say(subscribe) == subscribed);
  CHECK(world.torrents.watchers == 1);
  world.change(world.torrents);
  CHECK(client.say(R"({"unsubscribe":"torrents"})") == R"({"unsubscribed":"torrents"})");
  world.change(world.torrents);
  CHECK(client.heard().empty());
  CHECK(world.torrents.watchers == 0);
}

TEST_CASE("a plain subscriber may resume at a cursor") {
  World world;
  world.torrents.now = 5;
  CHECK(world.connect().say(R"({"subscribe":"torrents","after":"v3"})") ==
        subscribed + "\n" + R"({"event":"torrents","data":{"from":3,"to":5}})");
}

TEST_CASE("plain subscribers share their frames") {
  World world;
  for (int i = 0; i < 3; ++i) world.connect().say(subscribe);
  CHECK(world.torrents.rendered == 1);
}

TEST_CASE("plain subscribers who name the same fields share what is told of them") {
  World world;
  std::vector<Dialog*> clients;
  for (const char* fields : {R"(["a","b"])", R"(["b","a","b"])", R"(["a"])"}) {
    clients.push_back(&world.connect());
    const std::string message = R"({"subscribe":"torrents","fields":)" + std::string(fields) + "}";
    CHECK(clients.back()->say(message) == subscribed + "\n" + first);
  }
  REQUIRE(world.torrents.narrowed.size() == 2);
  auto& both = *world.torrents.narrowed[0];
  CHECK(both.watchers == 2);
  CHECK(both.rendered == 1);
  CHECK(world.torrents.narrowed[1]->watchers == 1);
  CHECK(world.torrents.rendered == 0);
  world.change(both);
  CHECK(clients[0]->heard() == second);
  CHECK(clients[1]->heard() == second);
  CHECK(clients[2]->heard().empty());
  for (auto* client : clients) client->say(R"({"unsubscribe":"torrents"})");
  CHECK(both.watchers == 0);
}

TEST_CASE("fields that are wrong, or others than before, are refused and change nothing") {
  World world;
  auto& client = world.connect();
  const auto invalid = error("wamp.error.invalid_argument");
  CHECK(client.say(R"({"subscribe":"torrents","fields":["nope"]})").starts_with(invalid));
  CHECK(client.say(R"({"subscribe":"nothing","fields":["a"]})")
            .starts_with(error("wstorrent.error.no_such_topic")));
  CHECK(client.say(R"({"unsubscribe":"torrents"})")
            .starts_with(error("wamp.error.no_such_subscription")));
  client.say(subscribe);
  CHECK(client.say(R"({"subscribe":"torrents","fields":["a"]})") ==
        invalid + R"(subscribed to \"torrents\" with other fields; unsubscribe first"})");
  world.change(world.torrents);
  CHECK(client.heard() == second);
}

TEST_CASE("a plain subscriber is told when its topic is no more") {
  World world;
  auto& client = world.connect();
  client.say(subscribe);
  world.torrents.is_gone = true;
  world.change(world.torrents);
  CHECK(client.heard() ==
        second + "\n" +
            R"({"unsubscribed":"torrents","reason":"wstorrent.error.no_such_torrent"})");
  CHECK(world.torrents.watchers == 0);
}

TEST_CASE("a plain subscription more than a connection may have is refused") {
  World world({.subscriptions = 1});
  auto& client = world.connect();
  client.say(subscribe);
  CHECK(client.say(R"({"subscribe":"status"})").starts_with(error("wstorrent.error.busy")));
  CHECK(world.status.watchers == 0);
}

// ---- calling ----

TEST_CASE("a plain call is answered under its id, or without if it had none") {
  struct Row {
    const char* id;
    const char* told;
  };
  for (const Row& row :
       {Row{"", ""}, Row{R"(,"id":1)", R"(,"id":1)"}, Row{R"(,"id": 1.50)", R"(,"id":1.50)"},
        Row{R"(,"id":"#1")", R"(,"id":"#1")"},
        Row{R"(,"id":12345678901234567890)", R"(,"id":12345678901234567890)"}}) {
    INFO(row.id);
    World world;
    auto& client = world.connect();
    const std::string id = row.told;
    const std::string call = R"({"call":"session.get","args":{"a":"é"})" + std::string(row.id);
    CHECK(client.say(call + "}").empty());
    REQUIRE(world.callee.calls.size() == 1);
    CHECK(world.callee.calls[0].payload.args.empty());
    CHECK(world.callee.calls[0].payload.kwargs == R"({"a":"é"})");
    CHECK(!world.callee.calls[0].receive_progress);
    world.callee.end();
    CHECK(client.heard() == R"({"result":{"ok":true})" + id + "}");

    client.say(call + R"(,"progress":true})");
    world.callee.tell(R"({"step":1})");
    world.callee.end({Error{"no torrent 7", "wstorrent.error.no_such_torrent"}, {}});
    CHECK(client.heard() ==
          R"({"progress":{"step":1})" + id + "}\n" +
              R"({"error":"wstorrent.error.no_such_torrent","message":"no torrent 7")" + id + "}");
  }
}

TEST_CASE("who may call what is asked anew for each call") {
  World world;
  auto& client = world.connect();
  CHECK(client.say(R"({"call":"torrent.stop"})") ==
        R"({"error":"wstorrent.error.read_only","message":)"
        R"("who may only look may not call \"torrent.stop\""})");
  CHECK(world.callee.calls.empty());
  client.say(R"({"auth":{"user":"ada","token":"ada's"}})");
  CHECK(client.say(R"({"call":"torrent.stop"})").empty());
  CHECK(world.callee.calls.size() == 1);
}

TEST_CASE("plain calls without an id may be many at a time") {
  World world;
  auto& client = world.connect();
  for (int i = 0; i < 3; ++i) client.say(R"({"call":"torrents.get"})");
  REQUIRE(world.callee.calls.size() == 3);
  for (int i = 0; i < 3; ++i) world.callee.end();
  const std::string result = R"({"result":{"ok":true}})";
  CHECK(client.heard() == result + "\n" + result + "\n" + result);
}

TEST_CASE("a plain call id serves for one call at a time") {
  World world;
  auto& client = world.connect();
  client.say(stop);
  const auto refused = client.say(stop);
  CHECK(refused.starts_with(error("wamp.error.invalid_argument")));
  CHECK(refused.ends_with(R"(,"id":1})"));
  CHECK(world.callee.calls.size() == 1);
  world.callee.end();
  client.heard();
  CHECK(client.say(stop).empty());
  CHECK(world.callee.calls.size() == 1);
}

TEST_CASE("a plain call that is cancelled ends, and says so once") {
  World world;
  auto& client = world.connect();
  client.say(stop);
  CHECK(client.say(R"({"cancel":"1"})").starts_with(error("wamp.error.invalid_argument")));
  CHECK(client.say(R"({"cancel":1})") ==
        R"({"error":"wamp.error.canceled","message":"the call was canceled","id":1})");
  CHECK(world.callee.cancelled.size() == 1);
  CHECK(client.say(R"({"cancel":1})").starts_with(error("wamp.error.invalid_argument")));
}

TEST_CASE("plain calls past the limit are answered busy") {
  World world({.calls = 1});
  auto& client = world.connect();
  client.say(stop);
  const auto answer = client.say(R"({"call":"torrents.get","id":2})");
  CHECK(answer.starts_with(error("wstorrent.error.busy")));
  CHECK(answer.ends_with(R"(,"id":2})"));
}

// ---- coming and going ----

TEST_CASE("auth makes one who its token says, or says no and where one must log in closes") {
  struct Row {
    bool anybody;  ///< may take part anonymously
    const char* auth;
    std::string answer;
    const char* authid;
  };
  const auto denied = error("wamp.error.authentication_denied") +
                      R"(the user or the token is not valid, or the token has been used"})";
  for (const Row& row : {
           Row{true, R"("ada","token":"ada's")", R"({"authenticated":"ada"})", "ada"},
           Row{false, R"("ada","token":"ada's")", R"({"authenticated":"ada"})", "ada"},
           Row{true, R"("ada","token":"eve's")", denied, "anonymous"},
           Row{true, R"("willy","token":"ada's")", denied, "anonymous"},
           Row{false, R"("ada","token":"eve's")", denied + "\nclose 4401", "anonymous"},
       }) {
    INFO(row.anybody << row.auth);
    World world;
    if (!row.anybody) world.authenticator.nobody.reset();
    auto& client = world.connect();
    CHECK(client.say(R"({"auth":{"user":)" + std::string(row.auth) + "}}") == row.answer);
    CHECK(client.endpoint.identity().authid == row.authid);
    CHECK(world.router.members().contains(client.endpoint.id()) == !client.endpoint.closing());
  }
}

TEST_CASE("a plain client that must log in may do nothing before, and has ten seconds") {
  World world;
  world.authenticator.nobody.reset();
  auto& client = world.connect();
  const auto refused = error("wamp.error.not_authorized");
  CHECK(client.say(subscribe).starts_with(refused));
  CHECK(client.say(stop).starts_with(refused));
  CHECK(client.say(R"({"unsubscribe":"torrents"})")
            .starts_with(error("wamp.error.no_such_subscription")));
  CHECK(world.torrents.watchers == 0);
  CHECK(world.callee.calls.empty());
  SECTION("after which it is closed") {
    world.pass(9);
    CHECK(client.heard().empty());
    world.pass(1);
    CHECK(client.heard() == "close 4401");
  }
  SECTION("which do not matter once it has") {
    client.say(R"({"auth":{"user":"ada","token":"ada's"}})");
    world.pass(60);
    CHECK(client.say(subscribe) == subscribed + "\n" + first);
  }
}

TEST_CASE("a plain client that is ended by an administrator is told why") {
  World world;
  auto& client = world.connect();
  client.say(subscribe);
  client.endpoint.on_killed("wamp.close.killed", "you again");
  CHECK(client.heard() == error("wamp.close.killed") + "you again\"}\nclose 4403");
  CHECK(world.torrents.watchers == 0);
}

TEST_CASE("a binary message ends a plain connection") {
  World world;
  auto& client = world.connect();
  client.say(subscribe);
  client.endpoint.on_binary("{}");
  world.change(world.torrents);
  CHECK(client.say(subscribe) == "close 1003");
  CHECK(world.torrents.watchers == 0);
}

TEST_CASE("a plain client that asks faster than it reads is cut off") {
  World world({.reply_bytes = 1'000});
  auto& client = world.connect();
  client.endpoint.on_text(subscribe);
  for (int i = 0; i < 1'000; ++i) client.endpoint.on_text("nonsense");
  REQUIRE(client.endpoint.closing());
  CHECK(client.endpoint.closing()->code == 1008);
  CHECK(client.heard().size() < 4'000);
  CHECK(world.torrents.watchers == 0);
}

TEST_CASE("the calls of a plain client that is gone go on unheard") {
  World world;
  auto& client = world.connect();
  client.say(subscribe);
  client.say(stop);
  world.clients.clear();
  CHECK(world.callee.forgotten.size() == 1);
  CHECK(world.torrents.watchers == 0);
  world.change(world.torrents);
}
