// Every topic and procedure of the table of rights, as everybody there is.
#include <algorithm>
#include <string>
#include <vector>

#include "auth/policy.h"
#include "dealer_world.h"
#include "ways_to_log_in.h"

using namespace wst;
using namespace wst::test;

namespace {

/// A name that the row is about.
std::string name_of(const Rule& rule) {
  std::string name(rule.pattern);
  if (!name.ends_with('*')) return name;
  name.pop_back();
  return name + "x";
}

/// Has every procedure of the table, and every topic.
struct World : TextWorld<PlainClient> {
  struct Meta final : MetaCallee {
    [[nodiscard]] bool has(const std::string&) const override { return true; }
    CallResult call(const Client*, const std::string&, const wamp2::Payload&) override {
      return {};
    }
  };

  World() {
    router.dealer().set_meta(&meta);
    authenticator.tickets["victor's"] = {"victor", "viewer", "ticket", "users", Role::viewer};
    authenticator.tickets["willy's"].prefixes = {"feed.x"};
    for (const Rule& rule : policy()) {
      if (rule.thing == Thing::topic) router.broker().add_topic(name_of(rule), topic);
      if (rule.thing == Thing::procedure) callee.procedures.push_back(name_of(rule));
    }
  }
  /// One who has logged in; as nobody if the name is empty.
  TextDialog<PlainClient>& come(const std::string& name) {
    authenticator.nobody.reset();
    auto& client = connect();
    if (!name.empty()) client.say(auth(name, name + "'s"));
    return client;
  }
  /// The URI of the error that it is met with; empty if there is none.
  std::string refusal(const std::string& who, Thing thing, const std::string& name) {
    const std::string verb = thing == Thing::topic ? "subscribe" : "call";
    const auto answer = Json::parse(come(who).say("{\"" + verb + "\":" + quoted(name) + "}") + " ");
    return answer ? std::string(answer->view()["error"].string().value_or("")) : "";
  }

  std::shared_ptr<FakeTopic> topic = std::make_shared<FakeTopic>();
  Meta meta;
};

const std::string not_authorized = "wamp.error.not_authorized";
const std::string read_only = "wstorrent.error.read_only";

}  // namespace

TEST_CASE("every topic and procedure is for those whom the table names, and nobody else") {
  for (const Rule& rule : policy()) {
    if (rule.thing != Thing::topic && rule.thing != Thing::procedure) continue;
    const auto name = name_of(rule);
    INFO(name);
    const bool is_action = rule.thing == Thing::procedure && !name.starts_with("wamp.");
    const bool for_viewers = rule.least != Least::administrator;
    const bool for_willy = name == "feed.x";
    World world;
    world.topic->now = 0;
    CHECK(world.refusal("", rule.thing, name) == not_authorized);
    CHECK(world.refusal("ada", rule.thing, name).empty());
    CHECK(world.refusal("victor", rule.thing, name) ==
          (for_viewers ? "" : (is_action ? read_only : not_authorized)));
    CHECK(world.refusal("willy", rule.thing, name) == (for_willy ? "" : not_authorized));
    CHECK(world.topic->watchers == (rule.thing == Thing::topic ? 1 + for_viewers + for_willy : 0));
    world.clients.clear();
  }
}

TEST_CASE("what no row of the table names is for administrators") {
  World world;
  const auto topic = std::make_shared<FakeTopic>();
  world.router.broker().add_topic("another.topic", topic);
  world.callee.procedures.push_back("another.deed");
  CHECK(world.refusal("victor", Thing::topic, "another.topic") == not_authorized);
  CHECK(world.refusal("willy", Thing::topic, "another.topic") == not_authorized);
  CHECK(world.refusal("ada", Thing::topic, "another.topic").empty());
  CHECK(world.refusal("victor", Thing::procedure, "another.deed") == read_only);
  CHECK(world.refusal("willy", Thing::procedure, "another.deed") == not_authorized);
  CHECK(world.refusal("ada", Thing::procedure, "another.deed").empty());
  world.clients.clear();
}

TEST_CASE("what there is not is told so to everybody who takes part") {
  World world;
  for (const char* who : {"ada", "victor", "willy"}) {
    INFO(who);
    CHECK(world.refusal(who, Thing::topic, "no.topic") == "wstorrent.error.no_such_topic");
    CHECK(world.refusal(who, Thing::procedure, "no.deed") == "wamp.error.no_such_procedure");
  }
}

TEST_CASE("a refusal brings no topic into being and calls nobody") {
  World world;
  CHECK(world.refusal("willy", Thing::topic, "feed.news") == not_authorized);
  CHECK(world.router.broker().patterns().empty());
  CHECK(world.router.broker().topics_of({0, "feed.news", wamp2::Match::exact, 0}).empty());
  CHECK(world.refusal("victor", Thing::procedure, "torrent.stop") == read_only);
  CHECK(world.callee.calls.empty());
}

TEST_CASE("a pattern shows each what it may watch, of what is there and of what comes") {
  struct Row {
    const char* who;
    std::vector<std::string> topics;
  };
  for (const Row& row : {
           Row{"victor", {"torrents", "feed.weather", "feed.news"}},
           Row{"willy", {"feed.weather"}},
           Row{"ada", {"torrents", "wamp.session.on_join", "feed.weather", "feed.news", "later"}},
       }) {
    INFO(row.who);
    RouterWorld world;
    const auto secret = std::make_shared<FakeTopic>();
    const auto later = std::make_shared<FakeTopic>();
    auto& tickets = world.authenticator.tickets;
    tickets["victor's"] = {"victor", "viewer", "ticket", "users", Role::viewer};
    world.status.now = 0;  // tells nothing
    world.router.broker().add_topic("wamp.session.on_join", secret);
    Wamp2Client client(world.connection, world.router);
    for (const auto& message :
         ways_to_log_in().back().login(row.who, row.who + std::string("'s"))) {
      client.on_text(message);
    }
    client.on_text(R"([32,1,{"match":"prefix"},""])");
    for (const char* name : {"feed.weather", "feed.news", "later"}) {
      world.router.broker().add_topic(name, later);
    }
    const auto said = lines_of(client);
    for (const char* name :
         {"torrents", "wamp.session.on_join", "feed.weather", "feed.news", "later"}) {
      INFO(name);
      const bool meant = std::find(row.topics.begin(), row.topics.end(), name) != row.topics.end();
      CHECK((said.find(R"("topic":")" + std::string(name) + "\"") != std::string::npos) == meant);
    }
  }
}

TEST_CASE("what a worker answers people may call, and those who have its prefix") {
  for (const char* who : {"ada", "victor", "willy", "wanda"}) {
    INFO(who);
    WorkerWorld world;
    world.authenticator.tickets["victor's"] = {.authid = "victor"};
    auto& caller = world.come(who);
    world.call(caller, "feed.weather");
    if (std::string(who) == "wanda") {
      CHECK(world.worker.heard.empty());
      REQUIRE(caller.heard.size() == 1);
      CHECK(caller.heard[0].starts_with(not_authorized));
    } else {
      CHECK(world.worker.heard == Lines{"asked 1 "});
      CHECK(caller.heard.empty());
    }
  }
}

TEST_CASE("a refusal says in words who may not do what") {
  const Identity viewer;
  const Identity worker{.role = Role::worker, .prefixes = {"feed.weather"}};
  struct Row {
    Identity who;
    Thing thing;
    const char* name;
    std::string message;
  };
  for (const Row& row : {
           Row{viewer, Thing::topic, "wamp.x", "only administrators may watch \"wamp.x\""},
           Row{viewer, Thing::procedure, "wamp.x", "only administrators may call \"wamp.x\""},
           Row{viewer, Thing::procedure, "torrent.stop",
               "who may only look may not call \"torrent.stop\""},
           Row{worker, Thing::topic, "torrents",
               "a worker may not watch \"torrents\": it is not under its prefixes"},
           Row{worker, Thing::procedure, "torrent.stop",
               "a worker may not call \"torrent.stop\": it is not under its prefixes"},
       }) {
    CHECK(not_allowed(row.who, row.thing, row.name).message == row.message);
  }
}
