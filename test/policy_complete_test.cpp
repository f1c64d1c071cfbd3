// The table of rights against the routes, topics and procedures that there are:
// what is added without a row of its own fails here.
#include <ev++.h>

#include <algorithm>

#include "app/host.h"
#include "auth/policy.h"
#include "catch.h"
#include "fakes.h"
#include "http/account_routes.h"
#include "http/routes.h"
#include "router/meta.h"
#include "transmission/procedures.h"

using namespace wst;
using namespace wst::test;

namespace {

/// A row for just this name, or for the family that it names.
bool has_own_row(Thing thing, std::string_view name) {
  return std::ranges::any_of(
      policy(), [&](const Rule& rule) { return rule.thing == thing && rule.pattern == name; });
}

/// A row other than one for all there is: `torrent.*` for "torrent.add".
bool has_row(Thing thing, const std::string& name) {
  const auto family = name.substr(0, name.find('.')) + ".*";
  return has_own_row(thing, name) || has_own_row(thing, family);
}

}  // namespace

TEST_CASE("every route has a row of its own") {
  std::size_t routes = 0;
  const auto look = [&](const auto& table) {
    for (const auto& route : table) {
      INFO(route.path);
      CHECK(has_own_row(Thing::route, route.path));
      ++routes;
    }
  };
  look(Routes::table());
  look(AccountRoutes::table());
  CHECK(routes >= 20);
}

TEST_CASE("every topic of ours has a row") {
  ev::default_loop loop;
  Host host(loop, Options());
  RouterWorld world;
  host.offer_topics(world.router.broker());
  const Meta meta(world.router);
  const auto topics = world.router.broker().topics_of({0, "", wamp2::Match::prefix, 0});
  CHECK(topics.size() >= 6);
  for (const auto& topic : topics) {
    INFO(topic->name());
    CHECK(has_row(Thing::topic, topic->name()));
  }
  for (const std::string name : {"torrent.7", "feed.weather"}) CHECK(has_row(Thing::topic, name));
}

TEST_CASE("every procedure has a row, the meta API's too") {
  for (const auto& procedure : procedures()) {
    INFO(procedure.name);
    CHECK(has_row(Thing::procedure, std::string(procedure.name)));
  }
  for (const std::string name : {"wamp.session.kill", "feed.weather.now"}) {
    CHECK(has_row(Thing::procedure, name));
  }
}

TEST_CASE("nobody publishes or answers but a worker") {
  for (const auto thing : {Thing::publication, Thing::registration}) {
    for (const std::string name : {"feed.weather", "torrents", "wamp.session.on_join", ""}) {
      for (const auto role : {Role::viewer, Role::administrator})
        CHECK_FALSE(may(role, thing, name));
      CHECK_FALSE(may(std::nullopt, thing, name));
      CHECK(may(Role::worker, thing, name));
    }
  }
}
