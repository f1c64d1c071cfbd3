// What is added: one thing or many, by magnet, URL or bytes.
#include <string>
#include <vector>

#include "call_executor_world.h"
#include "catch.h"

using namespace wst;
using namespace wst::test;

namespace {

const std::string magnet = "magnet:?xt=urn:btih:" + hash_of('c');
const std::string metainfo =
    "d4:infod6:lengthi1e4:name1:a12:piece lengthi16384e6:pieces20:12345678901234567890ee";

std::string encoded() {
  return "ZDQ6aW5mb2Q2Omxlbmd0aGkxZTQ6bmFtZTE6YTEyOnBpZWNlIGxlbmd0aGkxNjM4NGU2"
         "OnBpZWNlczIwOjEyMzQ1Njc4OTAxMjM0NTY3ODkwZWU=";
}

std::string many(const std::vector<std::string>& sources) {
  std::string list;
  for (const std::string& source : sources) list += (list.empty() ? "" : ",") + source;
  return R"({"many":[)" + list + "]}";
}

std::string by_magnet(const std::string& link) { return R"({"magnet":")" + link + R"("})"; }
std::string by_bytes() { return R"({"metainfo":")" + encoded() + R"("})"; }

}  // namespace

TEST_CASE("What was added is named and confirmed once the list shows it") {
  CallExecutorWorld world;
  world.get_going();
  Told& told = world.call("torrent.add", by_magnet(magnet));
  world.settle();
  CHECK(told.result() == R"({"ok":true,"confirmed":true,"torrent":{"id":102,"hashString":")" +
                             hash_of('1') + R"(","name":")" + magnet + R"("},"duplicate":false})");
  CHECK(told.progress.empty());
  CHECK(world.feed.table().contains(102));
}

TEST_CASE("What was there before is a duplicate, and all is well") {
  CallExecutorWorld world;
  world.get_going();
  world.daemon.torrents.at(2).name = magnet;
  Told& told = world.call("torrent.add", by_magnet(magnet));
  world.settle();
  CHECK_THAT(told.result(), contains(R"("torrent":{"id":2,)"));
  CHECK_THAT(told.result(), contains(R"("duplicate":true)"));
  CHECK_THAT(told.result(), contains(R"({"ok":true,)"));
}

TEST_CASE("What was added but does not show is not confirmed") {
  CallExecutorWorld world;
  world.get_going();
  world.daemon.listens = false;
  Told& told = world.call("torrent.add", by_magnet(magnet));
  world.settle();
  CHECK_THAT(told.result(),
             contains(R"({"ok":true,"confirmed":false,"note":"the list does not show magnet:?)"));
}

TEST_CASE("The bytes of a .torrent are a file for as long as the run takes") {
  CallExecutorWorld world;
  world.get_going();
  Told& told = world.call("torrent.add", by_bytes());
  CHECK(world.files.open == 0);
  world.turn();
  CHECK(world.files.open == 1);
  CHECK(world.files.kept == std::vector<std::string>{metainfo});
  CHECK_THAT(world.ran().back(), contains("--add /kept/1.torrent"));

  const std::string end = GENERATE("well", "ill", "cancelled", "stopped");
  if (end == "well") world.serve();
  if (end == "ill") world.runner.end_with(1);
  if (end == "cancelled") world.control.cancel(told.id);
  if (end == "stopped") world.control.stop();
  CHECK(world.files.open == 0);
}

TEST_CASE("A file that cannot be written is told in its words, and nothing is run") {
  CallExecutorWorld world;
  world.get_going();
  world.files.broken = "cannot write /run/x: No space left on device";
  Told& told = world.call("torrent.add", by_bytes());
  world.settle();
  CHECK(told.uri() == "wamp.error.runtime_error");
  CHECK(told.message() == world.files.broken);
  CHECK(world.runner.commands.empty());
}

TEST_CASE("Many are added one after the other, each told as it is done, all in the end") {
  CallExecutorWorld world;
  world.get_going();
  Told& told = world.call("torrent.add", many({by_magnet(magnet), by_bytes()}));
  world.turn();
  world.serve();
  REQUIRE(told.progress.size() == 1);
  CHECK(told.progress[0] == R"({"index":0,"ok":true,"torrent":{"id":102,"hashString":")" +
                                hash_of('1') + R"(","name":")" + magnet +
                                R"("},"duplicate":false})");
  CHECK(!told.over());
  world.settle();
  REQUIRE(told.progress.size() == 2);
  CHECK(told.result() == R"({"ok":true,"confirmed":true,"results":[)" + told.progress[0] + "," +
                             told.progress[1] + "]}");
  CHECK(world.daemon.sources == std::vector<std::string>{magnet, "/kept/1.torrent"});
  CHECK(world.files.open == 0);
}

TEST_CASE("One of many that is refused does not stop the others") {
  CallExecutorWorld world;
  world.get_going();
  Told& told = world.call("torrent.add", many({by_bytes(), by_magnet(magnet), by_bytes()}));
  world.turn();
  world.serve();
  world.daemon.refuses = "invalid or corrupt torrent file";
  world.serve();
  world.daemon.refuses.clear();
  world.settle();
  REQUIRE(told.progress.size() == 3);
  CHECK(told.progress[1] ==
        R"({"index":1,"ok":false,"error":"wamp.error.invalid_argument",)"
        R"("message":"Transmission refuses: invalid or corrupt torrent file"})");
  CHECK_THAT(told.result(), contains(R"({"ok":false,"confirmed":true,"results":[)"));
  CHECK_THAT(told.result(), contains(R"({"index":2,"ok":true)"));
}

TEST_CASE("A long list and what others ask take turns") {
  CallExecutorWorld world;
  world.get_going();
  world.call("torrent.add", many({by_magnet(magnet), by_bytes(), by_bytes()}));
  Told& other = world.call("torrent.stop", ids(2));
  world.turn();
  world.serve();
  world.turn();
  CHECK_THAT(world.ran().back(), contains("--stop"));
  CHECK(world.daemon.sources.size() == 1);
  world.settle();
  CHECK(other.over());
  CHECK(world.daemon.sources.size() == 3);
}

TEST_CASE("Of many that are all refused nothing is confirmed") {
  CallExecutorWorld world;
  world.get_going();
  world.daemon.refuses = "no";
  Told& told = world.call("torrent.add", many({by_bytes(), by_magnet(magnet)}));
  world.settle();
  CHECK_THAT(
      told.result(),
      contains(R"({"ok":false,"confirmed":false,"note":"none of these is known to be added)"));
}

TEST_CASE("Many that are cancelled after the first add no more") {
  CallExecutorWorld world;
  world.get_going();
  Told& told = world.call("torrent.add", many({by_bytes(), by_magnet(magnet), by_bytes()}));
  world.turn();
  world.serve();
  world.control.cancel(told.id);
  world.settle();
  CHECK(told.progress.size() == 1);
  CHECK(!told.over());
  CHECK(world.daemon.sources.size() == 1);
  CHECK(world.files.open == 0);
  CHECK(world.ran().back() == "sample");
}

TEST_CASE("A listener may cancel its call from its progress") {
  CallExecutorWorld world;
  world.get_going();
  const CallId id = world.next_id();
  int told = 0;
  world.control.call({.id = id,
                      .procedure = "torrent.add",
                      .payload = {.kwargs = many({by_bytes(), by_bytes(), by_bytes()})},
                      .receive_progress = true,
                      .on_progress =
                          [&](const wamp2::Payload&) {
                            ++told;
                            world.control.cancel(id);
                          },
                      .on_done = [&](const CallResult&) { ++told; }});
  world.settle();
  CHECK(told == 1);
  CHECK(world.daemon.sources.size() == 1);
}

TEST_CASE("When the source fails amid many, the rest are told why and not tried") {
  CallExecutorWorld world;
  world.get_going();
  Told& told = world.call("torrent.add", many({by_bytes(), by_magnet(magnet), by_bytes()}));
  world.turn();
  world.feed.tick();
  world.serve();
  REQUIRE(world.sampling());
  world.runner.print_error("Couldn't connect to server\n");
  world.runner.end_with(1);
  REQUIRE(!world.sampling());  // the second was under way already
  world.serve();
  while (world.runner.running() > 0) {
    if (world.runner.command().argv.back() == "-V") {
      world.serve();
    } else {
      world.runner.print_error("Couldn't connect to server\n");
      world.runner.end_with(1);
    }
  }
  REQUIRE(told.progress.size() == 3);
  CHECK_THAT(told.progress[2], contains(R"("ok":false,"error":"wstorrent.error.source_failed")"));
  CHECK_THAT(told.result(),
             contains(R"({"ok":false,"confirmed":false,"note":"Transmission took it, but )"
                      "could not be asked since: "));
  CHECK(world.daemon.sources.size() == 2);
}

TEST_CASE("A list of which a step does not end is given up there, and says where") {
  CallExecutorWorld world;
  world.get_going();
  Told& told =
      world.call("torrent.add", many({by_bytes(), by_magnet(magnet), by_bytes(), by_bytes()}));
  world.turn();
  world.serve();
  world.runner.end({Exit::Kind::timed_out, 0, "transmission-remote did not finish within 9 s"});
  world.settle();
  REQUIRE(told.progress.size() == 4);
  CHECK_THAT(told.progress[0], contains(R"("ok":true)"));
  CHECK_THAT(told.progress[1], contains(R"("ok":false,"error":"wamp.error.timeout")"));
  for (const std::size_t i : {2, 3}) {
    CHECK(told.progress[i] ==
          R"({"index":)" + std::to_string(i) +
              R"(,"ok":false,"error":"wamp.error.canceled","message":"not tried, as number 2 of )"
              R"(the list did not end in time"})");
  }
  CHECK_THAT(told.result(), contains(R"({"ok":false,)"));
  CHECK(world.daemon.sources.size() == 1);
}
