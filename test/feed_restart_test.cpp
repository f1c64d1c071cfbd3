// A daemon that was restarted: what gives it away, and what is then believed.
#include "feed_world.h"

using namespace wst;
using namespace wst::test;

namespace {

std::string named(int id, const std::string& name) {
  return R"({"id":)" + std::to_string(id) + R"(,"name":")" + name + R"("})";
}

}  // namespace

TEST_CASE("a name that changed brings the whole list before it is believed") {
  FeedWorld world;
  world.get_going();
  world.tick();
  world.answer({.torrents = named(1, "two"), .removed = ""});
  CHECK(world.feed.table().version() == 1);
  CHECK(world.runner.last_words() == full_words);
  world.answer({.torrents = whole(1, "two", 'b'), .removed = ""});
  CHECK(world.feed.table().delta(1) ==
        R"("cursor":"e-2","from":"e-1","set":[{"id":1,"hashString":")" + std::string(40, 'b') +
            R"(","name":"two","rateDownload":0}],"gone":[1,2])");
}

TEST_CASE("a count that does not fit the list brings the whole list") {
  struct Case {
    std::string removed;
    int count;
    bool fits;
  };
  const auto [removed, count, fits] =
      GENERATE(Case{"", 2, true}, Case{"", 1, false}, Case{"", 3, false}, Case{"2", 1, true},
               Case{"2", 2, false}, Case{"9", 2, true});
  FeedWorld world;
  world.get_going();
  world.tick();
  world.answer({.torrents = named(1, "one"), .removed = removed, .torrent_count = count});
  INFO("removed " << removed << ", count " << count);
  CHECK((world.runner.running() == 0) == fits);
}

TEST_CASE("an empty list where there was another is believed when it comes twice") {
  FeedWorld world;
  world.get_going();
  world.tick();
  world.runner.end({Exit::Kind::exited, 1, "exit status 1"});
  CHECK(world.state() == SourceState::failing);

  world.tick();
  world.answer_version();
  world.answer({.torrents = "", .removed = ""});
  CHECK(world.state() == SourceState::failing);
  CHECK(world.feed.table().size() == 2);

  world.tick();
  CHECK(world.runner.last_words() == full_words);
  SECTION("it was not read yet") {
    world.answer({.torrents = two_torrents, .removed = ""});
    CHECK(world.feed.table().version() == 1);
  }
  SECTION("it is empty indeed") {
    world.answer({.torrents = "", .removed = ""});
    CHECK(world.feed.table().size() == 0);
  }
  CHECK(world.state() == SourceState::ok);
}

TEST_CASE("a clock that is set back costs one whole list, not an hour of them") {
  FeedWorld world;
  world.get_going();
  world.time -= 3600;
  world.tick();
  CHECK(world.runner.last_words() == full_words);
  world.answer({.torrents = two_torrents, .removed = ""});
  world.tick();
  CHECK(world.runner.last_words() == recent_words);
}
