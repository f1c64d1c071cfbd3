#include <algorithm>

#include "router/meta.h"
#include "ways_to_log_in.h"

using namespace wst;
using namespace wst::test;

namespace {

using Names = std::vector<std::string>;

constexpr LoginId login = 7;
const std::string denied = R"({"error":"wamp.error.authentication_denied",)";

const std::string subscribed_at_first =
    "\n"
    R"({"subscribed":"torrents"})"
    "\n"
    R"({"event":"torrents","data":{"from":0,"to":1}})";

/// The token in an answer; empty if there is none.
std::string next_in(const std::string& answer) {
  const std::string key = R"("token":")";
  const auto at = answer.find(key);
  if (at == std::string::npos) return "";
  const auto begin = at + key.size();
  return answer.substr(begin, answer.find('"', begin) - begin);
}

bool is_open(const LoginWorld& world, const Client& client) {
  return world.router.members().contains(client.id()) && !client.closing();
}

/// Ada's sessions, one for each way, by one login; each watches and calls.
struct LoggedInWorld : LoginWorld {
  LoggedInWorld() {
    for (const auto& way : ways_to_log_in()) {
      Identity ada = authenticator.tickets.at("ada's");
      ada.login = login;
      authenticator.tickets["by " + std::string(way.name)] = ada;
      Client& client = log_in(way, "ada", "by " + std::string(way.name));
      for (const auto& ask : way.protocol.asks) client.on_text(ask);
    }
  }
};

}  // namespace

// ---- tokens ----

TEST_CASE("a token opens one session, whatever way it is shown, and no second one") {
  for (const auto& way : ways_to_log_in()) {
    for (const auto& again : ways_to_log_in()) {
      INFO(way.name << ", then " << again.name);
      LoginWorld world;
      const Client& first = world.log_in(way, "ada", "ada's");
      CHECK(is_open(world, first));
      CHECK(first.identity().authid == "ada");
      CHECK(world.torrents.watchers == (way.subscribes ? 1 : 0));
      const Client& second = world.log_in(again, "ada", "ada's");
      CHECK(world.answer == again.protocol.denied);
      CHECK(!is_open(world, second));
      CHECK(world.torrents.watchers == (way.subscribes ? 1 : 0));
      CHECK(is_open(world, first));
    }
  }
}

TEST_CASE("a token that is wrong, missing or another's opens nothing and subscribes nothing") {
  struct Try {
    const char* user;
    const char* token;
  };
  for (const auto& way : ways_to_log_in()) {
    for (const Try& attempt : {Try{"willy", "ada's"}, Try{"ada", "willy's"}, Try{"ada", "eve's"},
                               Try{"ada", ""}, Try{"", "ada's"}, Try{"", ""}, Try{"245", "x"}}) {
      INFO(way.name << ": " << attempt.user << " " << attempt.token);
      LoginWorld world;
      const Client& client = world.log_in(way, attempt.user, attempt.token);
      CHECK(world.answer == way.protocol.denied);
      CHECK(client.closing());
      CHECK(world.router.members().empty());
      CHECK(world.torrents.watchers == 0);
      CHECK(world.authenticator.told.empty());
    }
  }
}

TEST_CASE("the next token comes with the answer, and is good once") {
  for (const auto& way : ways_to_log_in()) {
    INFO(way.name);
    LoginWorld world;
    world.log_in(way, "ada", "ada's");
    const auto next = next_in(world.answer);
    CHECK(next == (way.tells_next ? "ada's next 1" : ""));
    CHECK(world.authenticator.issued == (way.tells_next ? 1 : 0));
    if (!way.tells_next) continue;
    CHECK(is_open(world, world.log_in(way, "ada", next)));
    CHECK(!is_open(world, world.log_in(way, "ada", next)));
  }
}

TEST_CASE("who comes with a ticket that lasts is told no other, nor is anybody who has none") {
  for (const auto& way : ways_to_log_in()) {
    INFO(way.name);
    LoginWorld world;
    world.authenticator.one_time = false;
    CHECK(is_open(world, world.log_in(way, "willy", "willy's")));
    CHECK(world.answer.find("willy's") == std::string::npos);
    CHECK(world.answer.find("authextra") == std::string::npos);
  }
  TextWorld<Wamp2Client> world;
  world.authenticator.one_time = true;
  CHECK(world.connect().say(R"([1,"wstorrent",{"roles":{"caller":{}}}])").find("token") ==
        std::string::npos);
}

TEST_CASE("a login is answered at first, then what was subscribed with it") {
  for (const auto& way : ways_to_log_in()) {
    INFO(way.name);
    LoginWorld world;
    world.log_in(way, "ada", "ada's");
    const std::string& answer = world.answer;
    if (!way.tells_next) {
      CHECK(answer.starts_with("[8,"));
    } else if (answer.starts_with("[2,")) {
      CHECK(answer.ends_with(R"(,"authextra":{"token":"ada's next 1"}}])"));
    } else {
      CHECK(answer == R"({"authenticated":"ada","token":"ada's next 1"})" +
                          (way.subscribes ? subscribed_at_first : ""));
    }
  }
}

// ---- topics that log in ----

TEST_CASE("a plain member whose login by a topic fails stays what it was, and not subscribed") {
  TextWorld<PlainClient> world;
  auto& client = world.connect();
  const auto refused = client.say(R"({"subscribe":)" + torrents_form("ada", "eve's") + "}");
  CHECK(refused.starts_with(denied));
  CHECK(!client.endpoint.closing());
  CHECK(client.endpoint.identity().authid == "anonymous");
  CHECK(world.torrents.watchers == 0);
}

TEST_CASE("a plain login by a topic that is none logs in all the same") {
  TextWorld<PlainClient> world;
  auto& client = world.connect();
  const auto answer =
      client.say(R"({"subscribe":)" + form("nothing", R"("ada")", R"("ada's")") + "}");
  CHECK(answer.starts_with(R"({"authenticated":"ada"})"
                           "\n"
                           R"({"error":"wstorrent.error.no_such_topic")"));
  CHECK(client.endpoint.identity().authid == "ada");
}

TEST_CASE("a plain topic subscribed by name and by login is one subscription") {
  TextWorld<PlainClient> world;
  auto& client = world.connect();
  client.say(R"({"subscribe":"torrents"})");
  CHECK(client.say(R"({"subscribe":)" + torrents_form("ada", "ada's") + "}") ==
        R"({"authenticated":"ada"})"
        "\n"
        R"({"subscribed":"torrents"})");
  CHECK(world.torrents.watchers == 1);
  world.change(world.torrents);
  CHECK(client.heard() == R"({"event":"torrents","data":{"from":1,"to":2}})");
  client.say(R"({"unsubscribe":"torrents"})");
  CHECK(world.torrents.watchers == 0);
}

TEST_CASE("a plain login by a topic resumes where its cursor says") {
  TextWorld<PlainClient> world;
  world.torrents.now = 5;
  CHECK(world.connect()
            .say(R"({"after":"v3","subscribe":)" + torrents_form("ada", "ada's") + "}")
            .ends_with(R"({"event":"torrents","data":{"from":3,"to":5}})"));
}

TEST_CASE("a v1 member that shows a wrong token as such is closed") {
  Wamp1World world;
  auto& client = world.join();
  client.say(subscribe("torrents"));
  CHECK(client.say(auth("ada", "eve's")) == "close 4401");
  CHECK(world.torrents.watchers == 0);
}

TEST_CASE("a v1 client that has logged in needs no token in its topics any more") {
  LoginWorld world;
  const auto ways = ways_to_log_in();
  const auto v1 = std::find_if(ways.begin(), ways.end(),
                               [](const Way& way) { return std::string(way.name) == "WAMP v1"; });
  Client& client = world.log_in(*v1, "ada", "ada's");
  client.on_text(subscribe(torrents_form("ada", "ada's")));
  CHECK(lines_of(client) == event(torrents_form("ada", "ada's"), R"({"from":0,"to":1})"));
}

// ---- coming and going ----

TEST_CASE("who takes part is told once when it comes and once when it goes") {
  for (const auto& way : ways_to_log_in()) {
    for (const bool closes : {true, false}) {
      INFO(way.name << (closes ? " closes" : " is gone"));
      LoginWorld world;
      Client& client = world.log_in(way, "ada", "ada's");
      CHECK(world.authenticator.told == Names{"+ada"});
      if (closes) {
        client.on_binary("x");
        CHECK(world.authenticator.told == Names{"+ada", "-ada"});
        client.on_killed("wamp.close.killed", "");
      }
      world.clients.clear();
      CHECK(world.authenticator.told == Names{"+ada", "-ada"});
    }
  }
}

TEST_CASE("who joins again as somebody else leaves as what it was") {
  for (const auto& way : ways_to_log_in()) {
    INFO(way.name);
    LoginWorld world;
    world.authenticator.nobody = Identity{};
    world.log_in(way, "ada", "ada's");
    world.clients.clear();
    const bool at_once = std::string(way.name) != "WAMP v2";
    CHECK(world.authenticator.told ==
          (at_once ? Names{"+anonymous", "-anonymous", "+ada", "-ada"} : Names{"+ada", "-ada"}));
  }
}

TEST_CASE("who joins again as somebody who may less watches that no longer") {
  TextWorld<PlainClient> world;
  auto& client = world.connect();
  client.say(R"({"subscribe":"torrents"})");
  client.say(R"({"subscribe":"feed.weather"})");
  CHECK(client.say(auth("willy", "willy's")) ==
        R"({"unsubscribed":"torrents","reason":"wamp.error.not_authorized"})"
        "\n"
        R"({"authenticated":"willy"})");
  CHECK(world.torrents.watchers == 0);
  CHECK(client.say(R"({"unsubscribe":"feed.weather"})") == R"({"unsubscribed":"feed.weather"})");
}

// ---- logins that end ----

TEST_CASE("when a login ends its sessions are told that alone, and nothing of them goes on") {
  LoggedInWorld world;
  Client& other = world.log_in(ways_to_log_in().front(), "ada", "ada's");
  other.on_text(R"({"subscribe":"status"})");
  lines_of(other);
  world.router.end_login(login);
  CHECK(world.router.members().size() == 1);
  CHECK(world.status.watchers == 1);
  CHECK(world.torrents.watchers == 0);
  CHECK(world.callee.calls.empty());
  world.change(world.status);
  for (const auto& client : world.clients) {
    if (client.get() == &other) continue;
    const bool is_v2 = dynamic_cast<Wamp2Client*>(client.get()) != nullptr;
    const auto last = lines_of(*client);
    CHECK(last ==
          (is_v2 ? R"([6,{"message":"the login has ended"},"wamp.close.killed"])" : "close 4401"));
    if (!is_v2) CHECK(client->closing()->reason == "the login has ended");
  }
  CHECK(lines_of(other) == R"({"event":"status","data":{"from":1,"to":2}})");
}

TEST_CASE("a login that ends once more, or is none, ends nobody") {
  LoggedInWorld world;
  const auto members = world.router.members().size();
  world.router.end_login(0);
  world.router.end_login(login + 1);
  CHECK(world.router.members().size() == members);
  world.router.end_login(login);
  for (const auto& client : world.clients) lines_of(*client);
  const auto told = world.authenticator.told;
  CHECK(std::count(told.begin(), told.end(), "-ada") ==
        std::count(told.begin(), told.end(), "+ada"));
  world.router.end_login(login);
  world.clients.clear();
  CHECK(world.authenticator.told == told);
}

TEST_CASE("one who has not joined yet, or has left, is not ended with a login") {
  LoginWorld world;
  world.authenticator.tickets.at("ada's").login = login;
  const auto ways = ways_to_log_in();
  const Way& v2 = ways.back();
  world.clients.push_back(v2.protocol.connect(world.connection, world.router));
  world.clients.back()->on_text(v2.login("ada", "ada's").front());
  drain(*world.clients.back());
  world.router.end_login(login);
  CHECK(lines_of(*world.clients.back()).empty());
  world.clients.back()->on_text(v2.login("ada", "ada's").back());
  world.clients.back()->on_text(R"([6,{},"wamp.close.normal"])");
  lines_of(*world.clients.back());
  world.router.end_login(login);
  CHECK(lines_of(*world.clients.back()) == "close 1000");
}

TEST_CASE("sessions that end each other as a login ends are each told once") {
  for (int i = 0; i < 8; ++i) {  // their order is that of random ids
    LoginWorld world({.calls = 64, .reply_bytes = 1'000});
    auto& tickets = world.authenticator.tickets;
    for (const char* ticket : {"ada's", "willy's"}) tickets.at(ticket).login = login;
    const auto ways = ways_to_log_in();
    Client& worker = world.log_in(ways.back(), "willy", "willy's");
    Client& caller = world.log_in(ways.back(), "ada", "ada's");
    worker.on_text(R"([64,1,{},"feed.weather"])");
    for (int call = 1; call <= 30; ++call) {
      caller.on_text("[48," + std::to_string(call) + R"(,{},"feed.weather"])");
      drain(worker);
    }
    world.router.end_login(login);
    CHECK(world.router.members().empty());
    auto told = world.authenticator.told;
    std::sort(told.begin(), told.end());
    CHECK(told == Names{"+ada", "+willy", "-ada", "-willy"});
    CHECK(!world.router.dealer().waits());
  }
}
