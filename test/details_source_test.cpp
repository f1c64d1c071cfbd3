#include "feed/details_topic.h"

#include "feed_world.h"

using namespace wst;
using namespace wst::test;

namespace {

std::string error_of(DetailsSource& source, const std::string& name) {
  const auto topic = source.open(name);
  return topic ? "" : topic.error().uri;
}

}  // namespace

TEST_CASE("a torrent's topic is one of the source's, known or not") {
  FeedWorld world;
  const DetailsSource source(world.feed, 4);
  CHECK(source.owns("torrent.1"));
  CHECK(source.owns("torrent.x"));
  CHECK(!source.owns("torrents"));
  CHECK(!source.owns("torrents.delta"));
}

TEST_CASE("before the first sample any id may be meant, after it those that there are") {
  FeedWorld world;
  DetailsSource source(world.feed, 4);
  CHECK(error_of(source, "torrent.99").empty());
  world.get_going();
  CHECK(error_of(source, "torrent.1").empty());
  CHECK(error_of(source, "torrent.99") == "wstorrent.error.no_such_torrent");
}

TEST_CASE("an id has one spelling") {
  FeedWorld world;
  DetailsSource source(world.feed, 4);
  for (const auto* name :
       {"torrent.", "torrent.0", "torrent.01", "torrent.-1", "torrent.+1", "torrent.1x",
        "torrent.all", "torrent.1.2", "torrent. 1", "torrent.99999999999999999999"}) {
    INFO(name);
    CHECK(error_of(source, name) == "wstorrent.error.no_such_torrent");
  }
}

TEST_CASE("so many can be watched at once, and as many again when they are let go") {
  FeedWorld world;
  DetailsSource source(world.feed, 2);
  auto one = source.open("torrent.1");
  auto two = source.open("torrent.2");
  REQUIRE(one);
  REQUIRE(two);
  CHECK(error_of(source, "torrent.3") == "wstorrent.error.busy");
  two.value().reset();
  CHECK(error_of(source, "torrent.3").empty());
}
