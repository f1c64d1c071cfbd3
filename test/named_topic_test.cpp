#include "router/named_topic.h"

#include <functional>

#include "fakes.h"

using namespace wst;
using namespace wst::test;

namespace {

struct Reader final : TopicReader {
  void on_news(const NamedTopic&) override { ++news; }
  void on_topic_end(const TopicPtr&) override { ++ends; }
  int news = 0;
  int ends = 0;
};

struct World {
  FakeTopic topic;
  NamedTopic named{"torrents", 1, borrowed(topic)};
  Reader one;
  Reader two;

  Frame frame(const std::string& text = "x", Version from = 1) {
    return named.shared_frame(1, 'p', false, from, [&] { return text; });
  }
};

}  // namespace

TEST_CASE("a change wakes the topic's readers, each once, and nobody else") {
  World world;
  world.named.add_reader(world.one);
  world.named.add_reader(world.one);
  ++world.topic.now;
  world.topic.tell();
  CHECK(world.one.news == 1);
  CHECK(world.two.news == 0);
  world.named.remove_reader(world.one);
  ++world.topic.now;
  world.topic.tell();
  CHECK(world.one.news == 2);
  world.named.remove_reader(world.one);
  ++world.topic.now;
  world.topic.tell();
  CHECK(world.one.news == 2);
  CHECK(world.topic.watchers == 0);
}

TEST_CASE("a change of the payload alone wakes nobody, but no frame of the former is given") {
  World world;
  world.named.add_reader(world.one);
  const Frame before = world.frame();
  CHECK(world.frame() == before);
  world.topic.tell();
  CHECK(world.frame() != before);
  CHECK(world.one.news == 0);
}

TEST_CASE("frames are let go with the last reader") {
  World world;
  world.named.add_reader(world.one);
  world.named.add_reader(world.two);
  const std::weak_ptr<const std::string> frame = world.frame();
  world.named.remove_reader(world.one);
  CHECK(!frame.expired());
  world.named.remove_reader(world.two);
  CHECK(frame.expired());
}

TEST_CASE("an ended topic has one last event, and its owner is asked for nothing more") {
  Reader reader;
  auto topic = std::make_shared<FakeTopic>();
  topic->now = 7;
  const std::weak_ptr<FakeTopic> owned = topic;
  NamedTopic named("torrents", 1, std::move(topic));
  named.add_reader(reader);
  named.add_reader(reader);
  const auto kept = owned.lock();
  named.end();
  CHECK(kept->watchers == 0);
  CHECK(owned.use_count() == 1);
  CHECK(reader.news == 1);
  CHECK(named.topic().version() == 8);
  CHECK(named.topic().gone());
  CHECK(named.topic().payload(7) == R"({"gone":true})");
  kept->tell();
  CHECK(reader.news == 1);
  named.remove_reader(reader);
  named.remove_reader(reader);
  CHECK(kept->watchers == 0);
}

TEST_CASE("a topic that ends while it is rendered leaves no frame of itself") {
  World world;
  world.named.add_reader(world.one);
  world.topic.is_incremental = false;
  const Frame last = world.named.shared_frame(1, 'p', false, 1, [&] {
    world.named.end();
    return std::string("former");
  });
  CHECK(*last == "former");
  CHECK(*world.frame("gone", 1) == "gone");
}
