#include "router/wamp1_client.h"

#include <algorithm>
#include <vector>

#include "base/version.h"
#include "wamp1_dialog.h"

using namespace wst;
using namespace wst::test;

TEST_CASE("a v1 client is welcomed unasked, with its session id as decimal text") {
  Wamp1World world;
  auto& client = world.connect();
  CHECK(client.connection.wakes > 0);
  CHECK(client.heard() == "[0,\"" + std::to_string(client.endpoint.id()) + "\",1," +
                              quoted(std::string(agent)) + "]");
  CHECK(world.router.members().contains(client.endpoint.id()));
}

TEST_CASE("each v1 message gets its answer, and what is denied silence") {
  struct Row {
    std::string sent;
    std::string answer;
  };
  for (const Row& row : {
           Row{R"([5,"torrents"])", first_event},
           Row{R"([5,"nothing"])", ""},
           Row{R"([5,"feed.sport"])", ""},
           Row{R"([5,"a..b"])", ""},
           Row{R"([5,7])", ""},
           Row{R"([5,{"x":1}])", ""},
           Row{R"([5,"{"])", ""},
           Row{R"([6,"torrents"])", ""},
           Row{R"([6,"nothing"])", ""},
           Row{R"([1,"t","torrents"])", ""},
           Row{R"([7,"torrents",1])", ""},
           Row{R"([7,"torrents",1,1])", ""},
           Row{R"([7,"feed.weather",1])", ""},
           Row{R"([2,"id"])", R"([4,"id","wamp.error.invalid_argument",)"
                              R"("a call names its procedure, a string, behind its id"])"},
           Row{R"([2,7,7])", R"([4,7,"wamp.error.invalid_argument",)"
                             R"("a call names its procedure, a string, behind its id"])"},
           Row{R"([2,"0.c72x7v3dl0o","no.such"])",
               R"([4,"0.c72x7v3dl0o","wamp.error.no_such_procedure",)"
               R"("there is no procedure \"no.such\""])"},
           Row{R"([2,null,"not a uri"])",
               R"([4,null,"wamp.error.invalid_uri",)"
               R"("the procedure is not a URI: words with dots between them"])"},
           Row{"", "close 1007"},
           Row{"nonsense", "close 1007"},
           Row{"{}", "close 1007"},
           Row{"[]", "close 1007"},
           Row{R"([8,"torrents",1])", "close 1007"},
           Row{R"([0,"x",1,"y"])", "close 1007"},
           Row{R"([99])", "close 1007"},
           Row{R"(["5","torrents"])", "close 1007"},
           Row{R"([5,null])", "close 1007"},
       }) {
    INFO(row.sent);
    Wamp1World world;
    CHECK(world.join().say(row.sent) == row.answer);
  }
}

TEST_CASE("a binary message ends a v1 connection, and nothing is heard after that") {
  Wamp1World world;
  auto& client = world.join();
  client.say(subscribe("torrents"));
  client.endpoint.on_binary("[5]");
  CHECK(client.heard() == "close 1003");
  CHECK(client.say(R"([2,1,"torrents.get"])") == "close 1003");
  CHECK(world.torrents.watchers == 0);
}

TEST_CASE("a v1 subscriber hears the state at once, then each change, until it leaves") {
  Wamp1World world;
  auto& client = world.join();
  CHECK(client.say(subscribe("torrents")) == first_event);
  CHECK(client.say(subscribe("torrents")).empty());
  world.change(world.torrents);
  CHECK(client.heard() == R"([8,"torrents",{"from":1,"to":2}])");
  CHECK(client.say(R"([6,"torrents"])").empty());
  world.change(world.torrents);
  CHECK(client.heard().empty());
  CHECK(world.torrents.watchers == 0);
}

TEST_CASE("v1 subscribers of a plain spelling share their frames") {
  Wamp1World world;
  auto& one = world.join();
  auto& other = world.join();
  one.say(subscribe("torrents"));
  other.say(subscribe("torrents"));
  CHECK(world.torrents.rendered == 1);
}

TEST_CASE("a v1 topic is echoed byte for byte as it was subscribed") {
  struct Row {
    std::string sent;  ///< the topic, JSON
    std::string echoed;
  };
  const std::string login = form("torrents");
  const std::string spaced =
      "{ \"token\" : \"x/\\u00e9\" , \"userId\":\"\\u0061\",\"topic\":"
      "\"torrents\" }";
  for (const Row& row : {
           Row{quoted("torrents"), "torrents"},
           Row{quoted("t:s"), "torrents"},
           Row{quoted(login), login},
           Row{quoted(spaced), spaced},
           Row{quoted(form("t:s")), form("t:s")},
           Row{login, "torrents"},
           Row{R"({"topic":"t:s"})", "torrents"},
       }) {
    INFO(row.sent);
    Wamp1World world;
    auto& client = world.join();
    client.say(R"([1,"t","torrent"])");
    CHECK(client.say("[5," + row.sent + "]") == event(row.echoed, R"({"from":0,"to":1})"));
    world.change(world.torrents);
    CHECK(client.heard() == event(row.echoed, R"({"from":1,"to":2})"));
    CHECK(client.say("[6," + row.sent + "]").empty());
    CHECK(world.torrents.watchers == 0);
  }
}

TEST_CASE("a CURIE is what its prefix stands for and the rest, if there is such a prefix") {
  struct Row {
    const char* prefixes;
    const char* topic;
    bool found;
  };
  for (const Row& row : {
           Row{R"([1,"t","torr"])", "t:ents", true},
           Row{R"([1,"t","torrents"])", "t:", true},
           Row{R"([1,"","torr"])", ":ents", true},
           Row{R"([1,"t","nothing"])", "t:ents", false},
           Row{R"([1,"t","torr"])", "u:ents", false},
           Row{R"([1,"t","torr"])", "tents", false},
           Row{R"([1,"t","torr#"])", "t:ents", false},
       }) {
    INFO(row.prefixes << " " << row.topic);
    Wamp1World world;
    auto& client = world.join();
    client.say(row.prefixes);
    CHECK(client.say(subscribe(row.topic)) == (row.found ? first_event : ""));
  }
}

TEST_CASE("a prefix may be set anew, and no more are kept than subscriptions") {
  Wamp1World world({.subscriptions = 2});
  auto& client = world.join();
  for (const char* text : {R"([1,"a","x"])", R"([1,"b","torr"])", R"([1,"c","torr"])"}) {
    client.say(text);
  }
  CHECK(client.say(subscribe("c:ents")).empty());
  CHECK(client.say(subscribe("b:ents")) == first_event);
  client.say(R"([1,"b","stat"])");
  CHECK(client.say(subscribe("b:us")) == event("status", R"({"from":0,"to":1})"));
}

TEST_CASE("each live spelling of a v1 topic gets each event once") {
  Wamp1World world;
  auto& client = world.join();
  const std::vector<std::string> spellings = {"torrents", form("torrents", "1"),
                                              form("torrents", "2")};
  for (const auto& spelling : spellings) {
    CHECK(client.say(subscribe(spelling)) == event(spelling, R"({"from":0,"to":1})"));
    CHECK(client.say(subscribe(spelling)).empty());
  }
  world.change(world.torrents);
  std::vector<std::string> frames = drain(client.endpoint);
  std::sort(frames.begin(), frames.end());
  std::vector<std::string> expected;
  for (const auto& spelling : spellings)
    expected.push_back(event(spelling, R"({"from":1,"to":2})"));
  std::sort(expected.begin(), expected.end());
  CHECK(frames == expected);
}

TEST_CASE("unsubscribing ends the spelling that is named, or all if none is spelled so") {
  struct Row {
    std::string sent;
    int left;
  };
  const std::string one = form("torrents", "1");
  const std::string other = form("torrents", "2");
  for (const Row& row : {
           Row{quoted("torrents"), 2},
           Row{R"({"topic":"torrents"})", 2},
           Row{quoted(one), 2},
           Row{quoted(form("torrents", "3")), 0},
           Row{quoted("status"), 3},
           Row{quoted(form("status")), 3},
       }) {
    INFO(row.sent);
    Wamp1World world;
    auto& client = world.join();
    for (const auto& spelling : {std::string("torrents"), one, other}) {
      client.say(subscribe(spelling));
    }
    CHECK(world.torrents.watchers == 3);
    CHECK(client.say("[6," + row.sent + "]").empty());
    CHECK(world.torrents.watchers == row.left);
  }
}

TEST_CASE("the login form makes one who its ticket says, or leaves it what it was") {
  struct Row {
    bool anybody;  ///< may take part anonymously
    std::string sent;
    std::string authid;
    bool closed;
  };
  const std::string ada = form("torrents", R"("ada")", R"("ada's")");
  for (const Row& row : {
           Row{true, quoted(ada), "ada", false},
           Row{true, ada, "ada", false},
           Row{true, quoted(form("torrents")), "anonymous", false},
           Row{true, quoted(R"({"topic":"torrents"})"), "anonymous", false},
           Row{false, quoted(ada), "ada", false},
           Row{false, quoted(form("torrents")), "anonymous", true},
           Row{false, quoted(form("torrents", R"("willy")", R"("ada's")")), "anonymous", true},
           Row{false, quoted(R"({"topic":"torrents"})"), "anonymous", true},
       }) {
    INFO(row.anybody << " " << row.sent);
    Wamp1World world;
    if (!row.anybody) world.authenticator.nobody.reset();
    auto& client = world.join();
    CHECK(world.router.members().contains(client.endpoint.id()) == row.anybody);
    const auto heard = client.say("[5," + row.sent + "]");
    CHECK((row.closed ? heard == "close 4401" : heard.starts_with("[8,")));
    CHECK(client.endpoint.identity().authid == row.authid);
    CHECK(world.torrents.watchers == (row.closed ? 0 : 1));
  }
}

TEST_CASE("a v1 client that has logged in needs no token any more") {
  Wamp1World world;
  world.authenticator.nobody.reset();
  auto& client = world.join();
  client.say(subscribe(form("torrents", R"("ada")", R"("ada's")")));
  world.authenticator.tickets.clear();
  const auto again = form("status", R"("ada")", R"("ada's")");
  CHECK(client.say(subscribe(again)) == event(again, R"({"from":0,"to":1})"));
  CHECK(client.endpoint.identity().authid == "ada");
  world.pass(60);
  CHECK(client.heard().empty());
}

TEST_CASE("where one must log in nothing is done before, and not waited for long") {
  Wamp1World world;
  world.authenticator.nobody.reset();
  auto& client = world.join();
  CHECK(client.say(subscribe("torrents")).empty());
  CHECK(client.say(R"([7,"feed.weather",1])").empty());
  CHECK(client.say(R"([2,1,"torrents.get"])")
            .starts_with(R"([4,1,"wamp.error.not_authorized","log in first)"));
  CHECK(world.torrents.watchers == 0);
  CHECK(world.callee.calls.empty());
  world.pass(9);
  CHECK(client.heard().empty());
  world.pass(1);
  CHECK(client.heard() == "close 4401");
}

TEST_CASE("a subscription that is not answered asks for its first event to be fetched") {
  Wamp1World world;
  world.join().say(subscribe("torrents"));
  auto& client = world.join();
  const int asleep = client.connection.wakes;
  client.endpoint.on_text(subscribe("torrents"));
  CHECK(client.connection.wakes == asleep + 1);
  CHECK(client.heard() == first_event);
  client.endpoint.on_text(subscribe("torrents"));
  CHECK(client.connection.wakes == asleep + 1);
}
