#include "auth/links.h"

#include <algorithm>
#include <vector>

#include "catch.h"

using namespace wst;

namespace {

struct World {
  std::vector<LinkId> ended;
  Links links{[this](LinkId id) { ended.push_back(id); }};

  Links::Made make(const std::string& maker, double seconds, double now = 0) {
    auto made = links.make("a label", maker, seconds, now);
    REQUIRE(made);
    return *made;
  }
};

}  // namespace

TEST_CASE("a link is known by its secret until it expires") {
  World world;
  const auto made = world.make("ada", 100);
  const Link* link = world.links.use(made.secret, 99);
  REQUIRE(link);
  CHECK(link->label == "a label");
  CHECK(link->maker == "ada");
  CHECK(link->expires == 100);
  CHECK(world.links.use(made.secret, 99));
  CHECK_FALSE(world.links.use(made.secret, 100));
  CHECK(world.ended == std::vector{made.id});
}

TEST_CASE("nothing like its secret is a link") {
  World world;
  const auto made = world.make("ada", 100);
  const auto id = std::to_string(made.id);
  const auto last = made.secret.back() == '0' ? "1" : "0";
  for (const auto& wrong : {std::string(), id, id + ".", made.secret + "0",
                            made.secret.substr(0, made.secret.size() - 1) + last,
                            made.secret.substr(id.size() + 1), "-" + made.secret}) {
    INFO(wrong);
    CHECK_FALSE(world.links.use(wrong, 1));
  }
  CHECK(made.secret.size() >= id.size() + 1 + 32);
  CHECK(world.make("ada", 100).secret != made.secret);
}

TEST_CASE("links are listed by when they expire, ended one by one, or with their maker") {
  World world;
  const auto late = world.make("ada", 300);
  const auto soon = world.make("ada", 100);
  const auto graces = world.make("grace", 200);
  std::vector<LinkId> ids;
  for (const auto& link : world.links.all(1)) ids.push_back(link.id);
  CHECK(ids == std::vector{soon.id, graces.id, late.id});
  CHECK(world.links.end(soon.id));
  CHECK_FALSE(world.links.end(soon.id));
  world.links.end_all_of("ada");
  CHECK(world.ended == std::vector{soon.id, late.id});
  CHECK(world.links.use(graces.secret, 1));
}

TEST_CASE("it is told when the next link expires, and there is an end to how many there are") {
  World world;
  CHECK_FALSE(world.links.end_expired(0));
  const auto first = world.make("ada", 50);
  for (std::size_t i = 1; i < Links::most; ++i) world.make("ada", 100);
  CHECK(world.links.end_expired(0) == 50);
  CHECK_FALSE(world.links.make("", "ada", 100, 0));
  CHECK(world.links.make("", "ada", 100, 50));
  CHECK(world.ended == std::vector{first.id});
}
