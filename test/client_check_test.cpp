// A check of a ticket that takes time, in every way to show one.
#include <algorithm>

#include "ways_to_log_in.h"

using namespace wst;
using namespace wst::test;

namespace {

/// The checks are over when the test says so.
struct SlowWorld : LoginWorld {
  SlowWorld() { authenticator.takes_time = true; }
};

/// Without the session's id, which WELCOME has first.
std::string details_of(const std::string& answer) {
  return answer.substr(std::min(answer.find('{'), answer.size()));
}

bool is_member(const SlowWorld& world, const Client& client) {
  return world.router.members().contains(client.id());
}

}  // namespace

TEST_CASE("while a ticket is checked its client is not read, and then it is as if at once") {
  for (const auto& way : ways_to_log_in()) {
    INFO(way.name);
    LoginWorld at_once;
    at_once.log_in(way, "ada", "ada's");
    SlowWorld world;
    Client& client = world.log_in(way, "ada", "ada's");
    CHECK(world.answer.find("ada") == std::string::npos);
    CHECK_FALSE(world.connection.reads);
    CHECK_FALSE(is_member(world, client));
    CHECK(world.torrents.watchers == 0);
    world.authenticator.end_check();
    CHECK(world.connection.reads);
    CHECK(is_member(world, client));
    CHECK(details_of(lines_of(client)) == details_of(at_once.answer));
    CHECK(world.torrents.watchers == at_once.torrents.watchers);
  }
}

TEST_CASE("a ticket that turns out wrong is denied as if at once") {
  for (const auto& way : ways_to_log_in()) {
    INFO(way.name);
    SlowWorld world;
    Client& client = world.log_in(way, "ada", "eve's");
    world.authenticator.end_check();
    CHECK(lines_of(client) == way.protocol.denied);
    CHECK(client.closing());
    CHECK(world.torrents.watchers == 0);
  }
}

TEST_CASE("a client that goes, or has waited too long, has its check cancelled") {
  for (const auto& way : ways_to_log_in()) {
    INFO(way.name);
    SlowWorld world;
    world.log_in(way, "ada", "ada's");
    REQUIRE(world.authenticator.checks.size() == 1);
    world.clients.clear();
    CHECK(world.authenticator.checks.empty());
    Client& patient = world.log_in(way, "ada", "ada's");
    world.pass(10);
    CHECK(patient.closing());
    CHECK(world.authenticator.checks.empty());
  }
}

TEST_CASE("one check delays nobody else") {
  for (const auto& way : ways_to_log_in()) {
    INFO(way.name);
    SlowWorld world;
    Client& slow = world.log_in(way, "ada", "ada's");
    world.authenticator.takes_time = false;
    const Client& quick = world.log_in(way, "wanda", "wanda's");
    CHECK(is_member(world, quick));
    CHECK_FALSE(is_member(world, slow));
    world.authenticator.end_check();
    CHECK(is_member(world, slow));
  }
}

TEST_CASE("whoever has guessed too often is told to wait, and for how long") {
  for (const auto& way : ways_to_log_in()) {
    INFO(way.name);
    LoginWorld world;
    world.authenticator.wait = 7;
    const Client& client = world.log_in(way, "ada", "ada's");
    REQUIRE(client.closing());
    const auto told = world.answer + client.closing()->reason;
    CHECK(told.find("try again in 7 s") != std::string::npos);
    CHECK(world.authenticator.addresses == std::vector<std::string>{"192.0.2.1"});
  }
}
