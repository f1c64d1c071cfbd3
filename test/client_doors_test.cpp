// Every row of the table of rights for everybody, through each of the protocols.
#include <algorithm>
#include <string>
#include <vector>

#include "auth/policy.h"
#include "ways_to_log_in.h"

using namespace wst;
using namespace wst::test;

namespace {

struct Door {
  const char* name;
  Way way;  ///< to log in
  std::string (*ask)(Thing thing, const std::string& name);
  bool knows_publications;  ///< answers a refused one
};

std::string ask_plain(Thing thing, const std::string& name) {
  if (thing == Thing::topic) return R"({"subscribe":)" + quoted(name) + "}";
  return R"({"call":)" + quoted(name) + R"(,"id":1})";
}
std::string ask_wamp1(Thing thing, const std::string& name) {
  if (thing == Thing::topic) return "[5," + quoted(name) + "]";
  return R"([2,"1",)" + quoted(name) + "]";
}
std::string ask_wamp2(Thing thing, const std::string& name) {
  switch (thing) {
    case Thing::topic:
      return "[32,1,{}," + quoted(name) + "]";
    case Thing::publication:
      return R"([16,1,{"acknowledge":true},)" + quoted(name) + "]";
    case Thing::registration:
      return "[64,1,{}," + quoted(name) + "]";
    default:
      return "[48,1,{}," + quoted(name) + "]";
  }
}

std::vector<Door> doors() {
  const auto ways = ways_to_log_in();
  const auto way = [&](std::string_view name) {
    return *std::ranges::find(ways, name,
                              [](const Way& known) { return std::string_view(known.name); });
  };
  return {{"plain", way("plain"), ask_plain, false},
          {"WAMP v1", way("WAMP v1"), ask_wamp1, false},
          {"WAMP v2", way("WAMP v2"), ask_wamp2, true}};
}

/// Has every procedure of the table, and every topic but a worker's.
struct World : LoginWorld {
  struct Meta final : MetaCallee {
    explicit Meta(std::size_t& count) : calls(count) {}
    [[nodiscard]] bool has(const std::string&) const override { return true; }
    CallResult call(const Client*, const std::string&, const wamp2::Payload&) override {
      return ++calls, CallResult{};
    }
    std::size_t& calls;
  };

  World() {
    authenticator.tickets["victor's"] = {"victor", "viewer", "ticket", "users", Role::viewer};
    authenticator.tickets["willy's"].prefixes = {"feed.x"};
    router.dealer().set_meta(&meta);
  }
  void add(Thing thing, const std::string& name) {
    if (thing == Thing::topic) router.broker().add_topic(name, topic);
    if (thing == Thing::procedure) callee.procedures = {name};
  }
  /// Whether it had an effect: is watched, was called, is published or answered.
  bool does(const Door& door, const std::string& who, Thing thing, const std::string& name) {
    Client& client = come(door, who);
    client.on_text(door.ask(thing, name));
    const auto told = lines_of(client);
    if (thing == Thing::topic) return topic->watchers > 0;
    if (thing == Thing::procedure) return !callee.calls.empty() || meta_calls > 0;
    const char* granted = thing == Thing::publication ? "[17," : "[65,";
    return told.find(granted) != std::string::npos;
  }
  /// As nobody if the name is empty.
  Client& come(const Door& door, const std::string& who) {
    if (!who.empty()) return log_in(door.way, who, who + "'s");
    clients.push_back(door.way.protocol.connect(connection, router));
    return *clients.back();
  }

  std::shared_ptr<FakeTopic> topic = std::make_shared<FakeTopic>();
  std::size_t meta_calls = 0;
  Meta meta{meta_calls};
};

std::string name_of(const Rule& rule) {
  std::string name(rule.pattern);
  if (!name.ends_with('*')) return name;
  name.pop_back();
  return name + "x";
}

/// What the table says, and of workers their prefixes.
bool expected(const std::string& who, Thing thing, const std::string& name) {
  if (who.empty()) return may(std::optional<Role>(), thing, name);
  if (who == "ada") return may(Role::administrator, thing, name);
  if (who == "victor") return may(Role::viewer, thing, name);
  return name == "feed.x";
}

}  // namespace

TEST_CASE("through every door each may do what the table says, and nothing else") {
  for (const auto& door : doors()) {
    for (const Rule& rule : policy()) {
      const auto thing = rule.thing;
      const bool provides = thing == Thing::publication || thing == Thing::registration;
      if (thing == Thing::route || (provides && !door.knows_publications)) continue;
      const auto name = provides ? "feed.x" : name_of(rule);
      for (const std::string who : {"", "ada", "victor", "willy"}) {
        INFO(door.name << ": \"" << who << "\" " << name << " " << static_cast<int>(thing));
        World world;
        world.add(thing, name);
        CHECK(world.does(door, who, thing, name) == expected(who, thing, name));
        world.clients.clear();
      }
    }
  }
}
