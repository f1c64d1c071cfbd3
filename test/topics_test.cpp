#include "feed/topics.h"

#include "base/json.h"
#include "feed_world.h"

using namespace wst;
using namespace wst::test;

namespace {

Json parsed(const std::string& text) {
  INFO(text);
  auto json = Json::parse(text);
  REQUIRE(json);
  return std::move(*json);
}

}  // namespace

TEST_CASE("watching any topic of a feed keeps the feed going") {
  FeedWorld world;
  TorrentList list(world.feed);
  TorrentDelta delta(world.feed);
  StatusTopic status(world.feed);
  for (Topic* topic :
       {static_cast<Topic*>(&list), static_cast<Topic*>(&delta), static_cast<Topic*>(&status)}) {
    topic->watch();
    CHECK(world.timer.runs());
    topic->unwatch();
    CHECK(!world.timer.runs());
  }
}

TEST_CASE("before the first sample only the status has something to tell") {
  FeedWorld world;
  CHECK(TorrentList(world.feed).version() == 0);
  CHECK(TorrentDelta(world.feed).version() == 0);
  const StatusTopic status(world.feed);
  CHECK(status.version() > 0);
  const Json json = parsed(status.payload(0));
  const auto source = json.view()["sources"].at(0);
  CHECK(json.view()["now"].number() == world.time);
  CHECK(source["name"].string() == "transmission");
  CHECK(source["state"].string() == "starting");
  CHECK(source["interval"].number() == 2.0);
  for (const char* unknown : {"reason", "hint", "last_good", "version"}) {
    INFO(unknown);
    CHECK(source[unknown].is_null());
  }
}

TEST_CASE("torrents is the whole list, whatever the reader knows") {
  FeedWorld world;
  world.time = 1234.5678;
  world.get_going();
  const TorrentList list(world.feed);
  CHECK(list.position("e-1") == 0);
  CHECK(list.payload(0) == list.payload(1));
  const Json json = parsed(list.payload(0));
  CHECK(json.view()["at"].number() == 1234.568);
  CHECK(json.view()["cursor"].string() == "e-1");
  CHECK(json.view()["torrents"].text() == world.feed.table().rows());
}

TEST_CASE("torrents.delta tells everything first and then what changed") {
  FeedWorld world;
  world.get_going();
  const TorrentDelta delta(world.feed);
  const Json first = parsed(delta.payload(0));
  CHECK(first.view()["full"].boolean() == true);
  CHECK(first.view()["set"].size() == 2);
  CHECK(first.view()["gone"].size() == 0);
  CHECK(first.view()["at"].number() == world.time);

  world.tick();
  world.answer({.torrents = rate(1, 5), .removed = "2"});
  const Json then = parsed(delta.payload(delta.position("e-1")));
  CHECK(!then.view()["full"].present());
  CHECK(then.view()["from"].string() == "e-1");
  CHECK(then.view()["cursor"].string() == "e-2");
  CHECK(then.view()["set"].text() == R"([{"id":1,"rateDownload":5}])");
  CHECK(then.view()["gone"].text() == "[2]");
}

TEST_CASE("a cursor of another process, of the future or of nothing is no position") {
  FeedWorld world;
  world.get_going();
  const TorrentDelta delta(world.feed);
  CHECK(delta.position("e-1") == 1);
  for (const char* cursor : {"", "e", "e-", "e-2", "f-1", "e-1x", "e--1", "-1", "1", "e-0"}) {
    INFO(cursor);
    CHECK(delta.position(cursor) == 0);
  }
}

TEST_CASE("the status names each state and its reason") {
  FeedWorld world;
  const StatusTopic status(world.feed);
  const auto source = [&](const char* key) {
    return parsed(status.payload(0)).view()["sources"].at(0)[key].text();
  };
  world.get_going();
  CHECK(source("state") == R"("ok")");
  CHECK(source("version") == R"("4.1.4")");
  CHECK(source("last_good") == "1000000");
  CHECK(source("reason") == "null");
  for (int i = 0; i < 3; ++i) world.tick();
  CHECK(source("state") == R"("stale")");
  CHECK(source("last_good") == "1000000");
  world.runner.end({Exit::Kind::not_started, 0, "a \"quoted\"\nreason"});
  CHECK(source("state") == R"("failing")");
  CHECK_THAT(source("reason"), contains(R"(a \"quoted\")"));
  CHECK(source("hint") != "null");
  CHECK(source("last_good") == "1000000");
  CHECK(status.version() == world.status_version());
  CHECK(status.position("e-1") == 0);
}

TEST_CASE("lists tell what a list shows; who names fields gets those and no others") {
  FeedWorld world;
  world.get_going();
  const TorrentDelta usual(world.feed);
  const Json told = parsed(usual.payload(0));
  const auto first = told.view()["set"].at(0);
  CHECK(first["name"].present());
  for (const char* field : {"magnetLink", "comment", "creator", "pieceSize", "uploadedEver"}) {
    INFO(field);
    CHECK(!first[field].present());
  }
  const auto named = usual.with_fields({"name", "id"});
  REQUIRE(named);
  const Json json = parsed(named.value()->payload(0));
  const auto row = json.view()["set"].at(0);
  CHECK(row.size() == 2);
  CHECK(row["name"].present());
  const auto cursor = json.view()["cursor"].string();
  REQUIRE(cursor);
  CHECK(named.value()->position(*cursor) == named.value()->version());
  CHECK(usual.position(*cursor) == 0);
}

TEST_CASE("who names what a list shows, in whichever order, is told the usual") {
  FeedWorld world;
  world.get_going();
  const TorrentList usual(world.feed);
  std::vector<std::string> names = {"id"};
  for (const auto name : torrent_columns()) {
    if (is_listed(torrent_column(name))) names.insert(names.begin(), std::string(name));
  }
  const auto named = usual.with_fields(names);
  REQUIRE(named);
  CHECK(named.value()->payload(0) == usual.payload(0));
}

TEST_CASE("a field that there is not is refused by its name, and so are fields of other topics") {
  FeedWorld world;
  const auto unknown = TorrentList(world.feed).with_fields({"name", "nmae"});
  REQUIRE(!unknown);
  CHECK(unknown.error().uri == "wamp.error.invalid_argument");
  CHECK(unknown.error().message.starts_with("a torrent has no field \"nmae\"; there are id, hash"));
  const auto wrong = StatusTopic(world.feed).with_fields({"name"});
  REQUIRE(!wrong);
  CHECK(wrong.error().message ==
        "only torrents and torrents.delta tell of fields that one can name");
}
