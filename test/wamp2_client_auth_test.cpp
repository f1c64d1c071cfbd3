#include <string>

#include "wamp2_dialog.h"

using namespace wst;
using namespace wst::test;

namespace {

const std::string denied = "ABORT wamp.error.authentication_denied; close 1002";

/// HELLO with these details besides the roles.
std::string hello(const std::string& details) {
  return R"([1,"wstorrent",{"roles":{"caller":{}})" + (details.empty() ? "" : "," + details) + "}]";
}

/// What is said to a HELLO where anybody may take part, where nobody may
/// without a ticket, and where no ticket is taken.
struct Greeting {
  std::string details;
  std::string open;
  std::string closed;
  std::string without_tickets;
};

}  // namespace

TEST_CASE("how one may authenticate follows from what HELLO offers") {
  const std::string anybody = R"(WELCOME "anonymous")";
  const std::string ticket = "CHALLENGE ticket";
  const std::string required = "ABORT wamp.error.authentication_required; close 1002";
  const std::string no_match = "ABORT wamp.error.no_matching_auth_method; close 1002";
  for (const Greeting& greeting : {
           Greeting{"", anybody, required, anybody},
           Greeting{R"("authid":"ada")", anybody, required, anybody},
           Greeting{R"("authmethods":[],"authid":"anonymous")", anybody, required, anybody},
           Greeting{R"("authmethods":["anonymous"])", anybody, required, anybody},
           Greeting{R"("authmethods":["anonymous"],"authid":"ada")", anybody, required, anybody},
           Greeting{R"("authmethods":["wampcra","anonymous"])", anybody, required, anybody},
           Greeting{R"("authmethods":["ticket"],"authid":"ada")", ticket, ticket, no_match},
           Greeting{R"("authmethods":["ticket"],"authid":"who?")", ticket, ticket, no_match},
           Greeting{R"("authmethods":["ticket"])", ticket, ticket, no_match},
           Greeting{R"("authmethods":["ticket","anonymous"])", anybody, required, anybody},
           Greeting{R"("authmethods":["anonymous","ticket"],"authid":"ada")", ticket, ticket,
                    anybody},
           Greeting{R"("authmethods":["wampcra"],"authid":"ada")", no_match, no_match, no_match},
           Greeting{R"("authmethods":["scram","cryptosign"])", no_match, no_match, no_match},
       }) {
    INFO(greeting.details);
    Wamp2World open;
    CHECK(open.connect().say(hello(greeting.details)) == greeting.open);
    Wamp2World closed;
    closed.authenticator.nobody.reset();
    CHECK(closed.connect().say(hello(greeting.details)) == greeting.closed);
    Wamp2World without_tickets;
    without_tickets.authenticator.tickets.clear();
    CHECK(without_tickets.connect().say(hello(greeting.details)) == greeting.without_tickets);
  }
}

TEST_CASE("a ticket is taken from whom it belongs to, and from nobody else") {
  struct Try {
    const char* authid;
    const char* ticket;
    std::string answer;
  };
  for (const Try& attempt : {Try{"ada", "ada's", R"(WELCOME "ada")"}, Try{"ada", "willy's", denied},
                             Try{"nobody", "ada's", denied}, Try{"", "ada's", denied},
                             Try{"ada", "", denied}, Try{"ada", "ADA'S", denied}}) {
    INFO(attempt.authid << " " << attempt.ticket);
    Wamp2World world;
    auto& client = world.connect();
    const std::string authid = attempt.authid;
    CHECK(client.say(hello(R"("authmethods":["ticket"],"authid":")" + authid + "\"")) ==
          "CHALLENGE ticket");
    CHECK(client.say("[5,\"" + std::string(attempt.ticket) + "\",{}]") == attempt.answer);
  }
}

TEST_CASE("a denial says the same for an unknown name and a wrong ticket") {
  const auto denial = [](const std::string& authid) {
    Wamp2World world;
    auto& client = world.connect();
    client.say(hello(R"("authmethods":["ticket"],"authid":")" + authid + "\""));
    client.endpoint.on_text(R"([5,"wrong",{}])");
    return only_frame(client.endpoint);
  };
  CHECK(denial("ada") == denial("nobody"));
}

TEST_CASE("a challenge waits ten seconds for its answer") {
  Wamp2World world;
  auto& client = world.connect();
  client.say(hello(R"("authmethods":["ticket"],"authid":"ada")"));
  CHECK(world.timer.runs());
  world.pass(9);
  CHECK(client.heard().empty());
  world.pass(1);
  CHECK(client.heard() == "ABORT wamp.error.timeout; close 1002");
  CHECK(!world.timer.runs());
}

TEST_CASE("one who has answered is waited for no longer") {
  Wamp2World world;
  auto& client = world.join("ada");
  CHECK(world.timer.runs());
  world.pass(20);
  CHECK(!world.timer.runs());
  CHECK(client.heard().empty());
}

TEST_CASE("one who goes while a ticket is awaited is not waited for") {
  Wamp2World world;
  auto& client = world.connect();
  client.say(hello(R"("authmethods":["ticket"],"authid":"ada")"));
  CHECK(client.say(R"([3,{},"wamp.error.x"])") == "close 1000");
  world.pass(20);
  CHECK(!world.timer.runs());
  CHECK(client.heard() == "close 1000");

  world.connect().say(hello(R"("authmethods":["ticket"],"authid":"ada")"));
  CHECK(world.timer.runs());
  world.clients.clear();
  world.pass(20);
  CHECK(!world.timer.runs());
}

TEST_CASE("until one has joined one is no member") {
  Wamp2World world;
  auto& client = world.connect();
  CHECK(world.router.members().empty());
  client.say(hello(R"("authmethods":["ticket"],"authid":"ada")"));
  CHECK(world.router.members().empty());
  client.say(R"([5,"ada's",{}])");
  CHECK(world.router.members().count(client.endpoint.id()) == 1);
  CHECK(client.endpoint.identity().role == Role::administrator);
  client.say(R"([6,{},"wamp.close.normal"])");
  CHECK(world.router.members().empty());
}
