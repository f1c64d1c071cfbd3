#include "feed/torrent_events.h"

#include <map>
#include <random>
#include <set>

#include "feed_world.h"

using namespace wst;
using namespace wst::test;

namespace {

std::string torrent(int id, char letter, int left, int error = 0) {
  return whole(id, std::string("t") + letter, letter,
               R"("sizeWhenDone":100,"leftUntilDone":)" + std::to_string(left) + R"(,"error":)" +
                   std::to_string(error) +
                   R"(,"errorString":"bad","downloadDir":"/d","labels":["x","y"])");
}

/// What happened, as words: "added a 1" for a torrent made of `a` under id 1.
struct World : FeedWorld {
  EventsTopic events{feed};
  std::vector<DoneTorrent> done;
  TorrentEvents happenings{feed, events, [this](const DoneTorrent& what) { done.push_back(what); }};
  Version position = 0;

  /// The whole list is sampled, whatever is due.
  void sample(const std::string& torrents, int seconds_active = 100) {
    time += 30;
    feed.tick();
    if (runner.last_words() == "-V") answer_version();
    answer({.torrents = torrents, .removed = "", .seconds_active = seconds_active});
    REQUIRE(runner.running() == 0);
  }
  void fail() {
    tick();
    runner.end_with(1);
  }
  std::string news() {
    std::string words;
    for (; position < events.version(); position = events.next(position)) {
      const auto json = Json::parse(events.payload(position));
      REQUIRE(json);
      CHECK(json->view()["at"].number() == time);
      const std::string type(*json->view()["type"].string());
      words += (words.empty() ? "" : ", ") + type.substr(type.find('.') + 1) + " " +
               json->view()["hashString"].string()->front() + " " + json->view()["id"].text();
    }
    return words;
  }
};

const std::string a5 = torrent(1, 'a', 5);
const std::string a0 = torrent(1, 'a', 0);
const std::string b5 = torrent(2, 'b', 5);

}  // namespace

TEST_CASE("the first sample is where it begins and tells nothing") {
  World world;
  world.sample(a0 + "," + torrent(2, 'b', 5, 3));
  CHECK(world.news().empty());
  CHECK(world.events.version() == 0);
  CHECK(world.done.empty());
}

TEST_CASE("what happens to a torrent is told once") {
  World world;
  world.sample(a5);
  world.sample(a5 + "," + b5);
  CHECK(world.news() == "added b 2");
  world.sample(a0 + "," + b5);
  CHECK(world.news() == "done a 1");
  world.sample(a0 + "," + torrent(2, 'b', 5, 1));
  CHECK(world.news().empty());
  world.sample(a0 + "," + torrent(2, 'b', 5, 2));
  CHECK(world.news() == "failed b 2");
  world.sample(a0 + "," + torrent(2, 'b', 4, 3));
  CHECK(world.news().empty());
  world.sample(torrent(2, 'b', 4, 3));
  CHECK(world.news() == "removed a 1");
  world.sample(torrent(2, 'b', 4, 0));
  world.sample(torrent(2, 'b', 0, 2));
  CHECK(world.news() == "done b 2, failed b 2");
  world.sample(torrent(2, 'b', 0, 2));
  CHECK(world.news().empty());
}

TEST_CASE("a torrent is done once, until it is removed, though it is damaged and complete again") {
  World world;
  world.sample(a5);
  world.sample(a0);
  CHECK(world.news() == "done a 1");
  world.sample(a5);
  world.sample(a0);
  CHECK(world.news().empty());
  CHECK(world.done.size() == 1);
  world.sample("");
  world.sample("");
  CHECK(world.news() == "removed a 1");
  world.sample(a5);
  CHECK(world.news() == "added a 1");
  world.sample(a0);
  CHECK(world.news() == "done a 1");
}

TEST_CASE("an event says what happened to which torrent") {
  World world;
  world.sample(a5);
  world.sample(a0);
  CHECK(world.events.payload(0) == R"({"type":"torrent.done","at":1000060,"id":1,"hashString":")" +
                                       hash_of('a') +
                                       R"(","name":"ta","downloadDir":"/d","labels":["x","y"],)"
                                       R"("sizeWhenDone":100})");
  world.sample(torrent(1, 'a', 0, 3));
  CHECK_THAT(world.events.payload(1), contains(R"("name":"ta","errorString":"bad"})"));
}

TEST_CASE("whoever waits for completion gets the facts as text") {
  World world;
  world.sample(a5 + "," + whole(2, "quo\\\"te\\n", 'b', R"("sizeWhenDone":9,"leftUntilDone":1)"));
  world.sample(a0 + "," + whole(2, "quo\\\"te\\n", 'b', R"("sizeWhenDone":9,"leftUntilDone":0)"));
  REQUIRE(world.done.size() == 2);
  CHECK(world.done[0].id == 1);
  CHECK(world.done[0].hash == hash_of('a'));
  CHECK(world.done[0].name == "ta");
  CHECK(world.done[0].dir == "/d");
  CHECK(world.done[0].labels == std::vector<std::string>{"x", "y"});
  CHECK(world.done[0].bytes == 100);
  CHECK(world.done[1].name == "quo\"te\n");
  CHECK(world.done[1].labels.empty());
}

TEST_CASE("a torrent that was complete when it came, or has no size yet, is not done") {
  World world;
  world.sample(whole(1, "magnet", 'a', R"("sizeWhenDone":0,"leftUntilDone":0)"));
  world.sample(whole(1, "magnet", 'a', R"("sizeWhenDone":0,"leftUntilDone":0,"eta":1)") + "," +
               torrent(2, 'b', 0));
  CHECK(world.news() == "added b 2");
  world.sample(a5 + "," + torrent(2, 'b', 0));
  CHECK(world.news().empty());
  world.sample(a0 + "," + torrent(2, 'b', 0));
  CHECK(world.news() == "done a 1");
}

TEST_CASE("ids that a restart reassigned are no news, what happened meanwhile is") {
  World world;
  world.sample(a5 + "," + b5 + "," + torrent(3, 'c', 5));
  world.fail();
  world.fail();
  world.sample(torrent(1, 'c', 0) + "," + torrent(2, 'd', 5) + "," + torrent(3, 'a', 5), 3);
  CHECK(world.news() == "done c 1, added d 2, removed b 2");
  world.sample(torrent(1, 'd', 5) + "," + torrent(2, 'a', 5) + "," + torrent(3, 'c', 0), 2);
  CHECK(world.news().empty());
}

TEST_CASE("a daemon that has not read its torrents yet has lost none") {
  World world;
  world.sample(a0 + "," + b5);
  world.fail();
  for (const int seconds : {0, 1, 2, 9}) world.sample("", seconds);
  CHECK(world.news().empty());
  CHECK(world.feed.table().size() == 2);
  world.sample(torrent(2, 'a', 0) + "," + torrent(1, 'b', 5), 10);
  CHECK(world.news().empty());
  world.sample("", 40);
  world.sample("", 70);
  CHECK(world.news() == "removed a 2, removed b 1");
}

TEST_CASE("a torrent that was removed and added again is told as that") {
  World world;
  world.sample(a5 + "," + b5);
  world.sample(b5);
  CHECK(world.news() == "removed a 1");
  world.sample(torrent(7, 'a', 0) + "," + b5);
  CHECK(world.news() == "added a 7");
}

TEST_CASE("watching the events keeps the feed going") {
  World world;
  world.events.watch();
  CHECK(world.timer.runs());
  world.events.unwatch();
  CHECK(!world.timer.runs());
}

// Random lives of six torrents, with failures and restarts: what is told is
// what a comparison of each list with the last, by hash, finds.
TEST_CASE("the events are the differences between one list and the next") {
  std::mt19937 random(5);
  const auto dice = [&](int sides) { return static_cast<int>(random() % unsigned(sides)); };
  World world;
  std::map<char, int> left;  // of those there are
  int base = 0;
  bool first = true;
  for (int step = 0; step < 400; ++step) {
    const auto before = left;
    for (char letter = 'a'; letter <= 'f'; ++letter) {
      if (dice(4) == 0) left.contains(letter) ? void(left.erase(letter)) : void(left[letter] = 3);
      if (left.contains(letter)) left[letter] = std::max(0, left[letter] - dice(2));
    }
    if (dice(5) == 0) base = dice(3);
    if (dice(7) == 0) world.fail();
    std::string torrents;
    int id = base;
    std::multiset<std::string> expected;
    for (const auto& [letter, missing] : left) {
      torrents += (torrents.empty() ? "" : ",") + torrent(++id, letter, missing);
      const auto old = before.find(letter);
      if (old == before.end()) expected.insert(std::string("added ") + letter);
      if (old != before.end() && old->second > 0 && missing == 0) {
        expected.insert(std::string("done ") + letter);
      }
    }
    for (const auto& [letter, missing] : before) {
      if (!left.contains(letter)) expected.insert(std::string("removed ") + letter);
    }
    world.sample(torrents);
    if (left.empty()) world.sample(torrents);
    std::multiset<std::string> told;
    for (std::string news = world.news(); !news.empty();) {
      const std::string one = news.substr(0, news.find(", "));
      told.insert(one.substr(0, one.rfind(' ')));
      news.erase(0, one.size() + (one.size() < news.size() ? 2 : 0));
    }
    INFO("step " << step);
    REQUIRE(told == (first ? std::multiset<std::string>{} : expected));
    first = false;
  }
}
