#include "auth/policy.h"

#include <map>
#include <string>
#include <vector>

#include "catch.h"
#include "transmission/procedures.h"

using namespace wst;

namespace {

bool allows(Least least, std::optional<Role> role) {
  const std::map<Least, std::vector<std::optional<Role>>> allowed = {
      {Least::nobody, {std::nullopt, Role::viewer, Role::administrator, Role::worker}},
      {Least::viewer, {Role::viewer, Role::administrator}},
      {Least::administrator, {Role::administrator}},
      {Least::worker, {Role::worker}},
  };
  const auto& roles = allowed.at(least);
  return std::find(roles.begin(), roles.end(), role) != roles.end();
}

const std::vector<std::optional<Role>> everybody = {std::nullopt, Role::viewer, Role::administrator,
                                                    Role::worker};

/// Names that a row means, of which no other row means more.
std::vector<std::string> names_of(const Rule& rule) {
  std::string name(rule.pattern);
  if (!name.ends_with('*')) return {name};
  name.pop_back();
  return {name + "unheard-of", name + "x/y", name + "\xc3\xa4"};
}

}  // namespace

TEST_CASE("each row of the table holds for everybody, whatever is put for its star") {
  for (const auto& rule : policy()) {
    for (const auto& name : names_of(rule)) {
      INFO(name);
      CHECK(least_for(rule.thing, name) == rule.least);
      for (const auto role : everybody) {
        CHECK(may(role, rule.thing, name) == allows(rule.least, role));
      }
    }
  }
}

TEST_CASE("no row stands there twice") {
  const auto all = policy();
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t j = i + 1; j < all.size(); ++j) {
      CHECK((all[i].thing != all[j].thing || all[i].pattern != all[j].pattern));
    }
  }
}

TEST_CASE("every procedure has a row, and only what changes nothing is for viewers") {
  for (const auto& procedure : procedures()) {
    INFO(procedure.name);
    const bool changes = procedure.runs;
    CHECK(least_for(Thing::procedure, procedure.name) ==
          (changes ? Least::administrator : Least::viewer));
    CHECK_FALSE(may(std::nullopt, Thing::procedure, procedure.name));
    CHECK_FALSE(may(Role::worker, Thing::procedure, procedure.name));
  }
}

TEST_CASE("of topics and procedures that nobody has heard of only administrators learn") {
  for (const std::string name :
       {"", "torrents.", "Torrents", "shell.run", "torrentsx", "*", "fee"}) {
    INFO(name);
    for (const auto thing : {Thing::topic, Thing::procedure}) {
      CHECK(may(Role::administrator, thing, name));
      CHECK_FALSE(may(Role::viewer, thing, name));
      CHECK_FALSE(may(std::nullopt, thing, name));
    }
  }
}

TEST_CASE(
    "nobody gets the page, the numbers or the interface, but the login and the page's files") {
  const std::map<std::string, bool> open = {
      {"/login", true},       {"/login.js", true},
      {"/theme.css", true},   {"/healthz", true},
      {"/readyz", true},      {"/api/login", true},
      {"/ws", true},          {"/", false},
      {"/index.html", false}, {"/metrics", false},
      {"/api/", false},       {"/api/token", false},
      {"/api/logout", false}, {"/api/logins", false},
      {"/api/x", false},      {"/api/torrents", false},
      {"/api/login/", false}, {"/api/call/torrent.stop", false},
  };
  for (const auto& [path, is_open] : open) {
    INFO(path);
    CHECK(may(std::nullopt, Thing::route, path) == is_open);
    CHECK(may(Role::viewer, Thing::route, path));
  }
}
