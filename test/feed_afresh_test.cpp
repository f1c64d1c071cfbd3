// Samples that somebody waits for, and samples that nobody watches.
#include "feed_world.h"

using namespace wst;
using namespace wst::test;

TEST_CASE("a sample afresh begins at once when nothing runs") {
  FeedWorld world;
  int told = 0;
  world.feed.sample_afresh([&] { ++told; });
  CHECK(told == 0);
  world.answer_version();
  world.answer({.torrents = two_torrents, .removed = ""});
  CHECK(told == 1);
  CHECK(world.runs() == 2);
  CHECK(world.runner.running() == 0);
}

TEST_CASE("a sample under way is not afresh: another follows it") {
  FeedWorld world;
  world.get_going();
  world.tick();
  std::string told;
  world.feed.sample_once([&] { told += 'j'; });
  world.feed.sample_afresh([&] { told += 'a'; });
  world.feed.sample_afresh([&] { told += 'b'; });
  world.answer({});
  CHECK(told == "j");
  REQUIRE(world.runner.running() == 1);
  world.feed.sample_once([&] { told += 'k'; });
  world.answer({});
  CHECK(told == "jabk");
  CHECK(world.runner.running() == 0);
  CHECK(world.runner.most_at_once == 1);
}

TEST_CASE("what is repeated because it could not be believed is afresh") {
  FeedWorld world;
  world.get_going();
  world.tick();
  int told = 0;
  world.feed.sample_afresh([&] { ++told; });
  world.answer({.torrents = rate(3, 6), .removed = ""});
  REQUIRE(world.runner.last_words() == full_words);
  CHECK(told == 0);
  world.answer({.torrents = two_torrents, .removed = ""});
  CHECK(told == 1);
  CHECK(world.runner.running() == 0);
}

TEST_CASE("one who waits for a sample afresh is told of a failure too") {
  const bool under_way = GENERATE(false, true);
  FeedWorld world;
  world.get_going();
  int told = 0;
  if (under_way) world.tick();
  world.feed.sample_afresh([&] { ++told; });
  world.runner.end_with(1);
  if (under_way) {
    CHECK(told == 0);
    CHECK(world.runner.last_words() == "-V");
    world.runner.end_with(1);
  }
  CHECK(told == 1);
  CHECK(world.state() == SourceState::failing);
  CHECK(world.runner.running() == 0);
}

TEST_CASE("one who was told of a sample may ask for one afresh") {
  FeedWorld world;
  world.get_going();
  std::string told;
  world.feed.sample_afresh([&] {
    told += 'a';
    world.feed.sample_afresh([&] { told += 'b'; });
    CHECK(told == "a");
  });
  world.answer({});
  CHECK(told == "a");
  REQUIRE(world.runner.running() == 1);
  world.answer({});
  CHECK(told == "ab");
}

TEST_CASE("stopping forgets those who wait for a sample afresh") {
  FeedWorld world;
  world.get_going();
  world.tick();
  const auto held = std::make_shared<int>();
  world.feed.sample_afresh([held] {});
  world.feed.stop();
  CHECK(held.use_count() == 1);
  CHECK(world.runner.running() == 0);
}

TEST_CASE("a sample asks about the torrents that are watched, and for the settings") {
  FeedWorld world;
  world.get_going();
  world.feed.watch_torrent(hash_of('b'));
  world.feed.watch_session();
  world.tick();
  CHECK(world.runner.last_words() == recent_words + " -si" + details_words('b'));
  world.answer({.torrents = "",
                .removed = "",
                .more = settings_of(R"("alt-speed-enabled":true)") +
                        details_of(whole(2, "two", 'b', R"("peersConnected":7)"), "f")});
  CHECK(world.state() == SourceState::ok);
  CHECK(world.feed.settings().get("alt-speed-enabled") == "true");
  CHECK(world.feed.settings_at() == world.time);
  REQUIRE(world.feed.details(hash_of('b')));
  CHECK_THAT(world.feed.details(hash_of('b'))->files, contains(R"("name":"f")"));
  CHECK_THAT(*world.feed.table().row(2), contains(R"("peersConnected":7)"));

  world.feed.unwatch_torrent(hash_of('b'));
  world.feed.unwatch_session();
  world.tick();
  CHECK(world.runner.last_words() == recent_words);
  CHECK(world.feed.details(hash_of('b')) == nullptr);
  CHECK(world.feed.settings().get("alt-speed-enabled") == "true");
}

TEST_CASE("a torrent watched by hash gives away that the ids were reassigned") {
  FeedWorld world;
  world.get_going();
  world.feed.watch_torrent(hash_of('b'));
  world.tick();
  world.answer({.torrents = "", .removed = "", .more = details_of(whole(1, "one", 'b'), "f")});
  CHECK(world.feed.table().version() == 1);
  CHECK(world.runner.last_words() == full_words + details_words('b'));
}

TEST_CASE("the client's version is known from its answer to the first failure") {
  FeedWorld world;
  CHECK(!world.feed.client());
  world.get_going();
  REQUIRE(world.feed.client());
  CHECK(world.feed.client()->text == "4.1.4");
  world.tick();
  world.runner.end_with(1);
  CHECK(!world.feed.client());
}

TEST_CASE("kept sampling, a feed that nobody watches goes on at its own pace") {
  FeedWorld world;
  world.feed.keep_sampling(60);
  CHECK(world.timer.interval == 60);
  world.answer_version();
  world.answer({.torrents = two_torrents, .removed = ""});
  CHECK(!world.feed.watched());

  world.feed.watch();
  CHECK(world.timer.interval == 2);
  world.answer({});
  world.feed.unwatch();
  CHECK(world.timer.runs());
  CHECK(world.timer.interval == 60);

  world.feed.keep_sampling(0);
  CHECK(!world.timer.runs());
}

TEST_CASE("kept sampling while somebody watches changes nothing until they go") {
  FeedWorld world;
  world.get_going();
  world.feed.keep_sampling(60);
  CHECK(world.timer.interval == 2);
  CHECK(world.runner.running() == 0);
  world.feed.unwatch();
  CHECK(world.timer.interval == 60);
  world.feed.stop();
  CHECK(!world.timer.runs());
}

namespace {

struct Counter final : PollObserver {
  explicit Counter(const FeedWorld& seen) : world(seen) {}
  void on_sample() override {
    ++samples;
    rows = world.feed.table().size();
    changes = world.changes;
  }
  const FeedWorld& world;
  int samples = 0;
  std::size_t rows = 0;
  int changes = 0;
};

}  // namespace

TEST_CASE("an observer is told of each good sample, before anybody else") {
  FeedWorld world;
  Counter counter(world);
  world.feed.add_observer(counter);
  world.get_going();
  CHECK(counter.samples == 1);
  CHECK(counter.rows == 2);
  CHECK(counter.changes == world.changes - 1);
  world.tick();
  world.runner.end_with(1);
  CHECK(counter.samples == 1);
  world.feed.remove_observer(counter);
  world.tick();
  world.answer_version();
  world.answer({.torrents = two_torrents, .removed = ""});
  CHECK(counter.samples == 1);
}

TEST_CASE("an observer may ask for a sample afresh: it begins when this one is over") {
  struct Asking final : PollObserver {
    explicit Asking(Feed& asked) : feed(asked) {}
    void on_sample() override {
      if (++samples == 1) feed.sample_afresh([this] { told_at = samples; });
    }
    Feed& feed;
    int samples = 0;
    int told_at = 0;
  };
  FeedWorld world;
  Asking asking(world.feed);
  world.feed.add_observer(asking);
  world.feed.watch();
  world.answer_version();
  world.answer({.torrents = two_torrents, .removed = ""});
  CHECK(asking.told_at == 0);
  REQUIRE(world.runner.running() == 1);
  world.answer({});
  CHECK(asking.told_at == 2);
  CHECK(world.runner.running() == 0);
}
