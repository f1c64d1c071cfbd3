#include "transmission/details.h"

#include <algorithm>
#include <set>

#include "recordings.h"
#include "transmission/json_repair.h"

using namespace wst;

namespace {

TorrentDetails details_in(const std::string& version, const std::string& name) {
  const Stream stream = answers(version, name);
  Collected collected;
  ReplyReader reader(stream.channel, collected);
  reader.feed(stream.bytes);
  TorrentDetails details;
  for (const std::string& row : collected.rows) {
    const auto json = Json::parse(repair_json(row));
    REQUIRE(json);
    details.take(read_details(json->view(), 262'144));
  }
  return details;
}

TorrentDetails told(const std::string& object) {
  const auto json = Json::parse(object);
  INFO(object);
  REQUIRE(json);
  return read_details(json->view(), 4);
}

Json parsed(const std::string& text) {
  INFO(text);
  auto json = Json::parse(text);
  REQUIRE(json);
  return std::move(*json);
}

std::set<std::string> keys_of(JsonView object) {
  std::set<std::string> keys;
  for (auto v = object.first(); v.present(); v = v.next()) keys.insert(std::string(v.key()));
  return keys;
}

const std::set<std::string> peer_keys = {
    "address",           "port",          "clientName",         "flagStr",
    "progress",          "rateToClient",  "rateToPeer",         "isEncrypted",
    "isIncoming",        "isUTP",         "clientIsChoked",     "peerIsChoked",
    "isDownloadingFrom", "isUploadingTo", "clientIsInterested", "peerIsInterested"};

}  // namespace

TEST_CASE("the files of a torrent read alike in each version") {
  for (const std::string version : versions) {
    INFO(version);
    const Json files = parsed(details_in(version, "json-t5-all").files);
    REQUIRE(files.view().size() >= 4);
    CHECK(
        files.view().at(0).text() ==
        R"({"name":"multi dir/a/file 1.txt","length":10,"bytesCompleted":0,"wanted":true,"priority":0})");
    CHECK(files.view().at(2)["name"].string() == "multi dir/日本.mkv");
    CHECK(files.view().at(2)["length"].integer() == 5'000'000'000);
  }
}

TEST_CASE("the peers of a torrent read alike in each version") {
  for (const std::string version : versions) {
    INFO(version);
    const Json peers = parsed(details_in(version, "live-json-all").peers);
    REQUIRE(peers.view().size() >= 1);
    for (auto peer = peers.view().first(); peer.present(); peer = peer.next()) {
      CHECK(keys_of(peer) == peer_keys);
      CHECK(peer["address"].string() == "127.0.0.1");
      CHECK(peer["isEncrypted"].boolean());
      CHECK(peer["progress"].number() <= 1.0);
      CHECK(peer["progress"].text().size() <= 6);
    }
  }
}

TEST_CASE("the trackers of a torrent read alike in each version") {
  std::set<std::string> keys;
  for (const std::string version : versions) {
    INFO(version);
    const Json trackers = parsed(details_in(version, "live-json-all").trackers);
    REQUIRE(trackers.view().size() == 1);
    const JsonView tracker = trackers.view().first();
    if (keys.empty()) keys = keys_of(tracker);
    CHECK(keys_of(tracker) == keys);
    CHECK(tracker["announce"].string() == "http://127.0.0.1:29300/announce");
    CHECK(tracker["host"].string() == "127.0.0.1:29300");
    CHECK(tracker["id"].integer() == 0);
    CHECK(tracker["hasAnnounced"].boolean() == true);
    CHECK(tracker["lastAnnounceTime"].integer() > 1'700'000'000);
  }
}

TEST_CASE("the pieces of a torrent read alike in each version") {
  const std::string first = details_in("3.00", "json-t5-all").pieces;
  const Json pieces = parsed(first);
  CHECK(pieces.view()["count"].integer() == 22'889);
  CHECK(pieces.view()["size"].integer() == 262'144);
  CHECK(pieces.view()["bitfield"].string()->size() == 3'816);
  for (const std::string version : versions) {
    INFO(version);
    CHECK(details_in(version, "json-t5-all").pieces == first);
  }
}

TEST_CASE("an object tells what it speaks of and nothing else") {
  CHECK(told(R"({"id":1,"name":"x","peersConnected":4})") == TorrentDetails{});
  CHECK(told(R"({"peers":[]})") ==
        TorrentDetails{.files = "", .peers = "[]", .trackers = "", .pieces = ""});
  CHECK(told(R"({"peers":{},"files":7,"tracker-stats":null,"pieces":[]})") == TorrentDetails{});
  CHECK(told(R"({"tracker_stats":[{"host":"https://x:1"}],"piece_count":0,"pieces":""})") ==
        TorrentDetails{.files = "",
                       .peers = "",
                       .trackers = R"([{"host":"x:1"}])",
                       .pieces = R"({"count":0,"size":4,"bitfield":null})",
                       .tracker_cut = {1, 1}});
}

TEST_CASE("whether a file is wanted and how much comes from the lists beside, as far as they go") {
  const auto files = told(
      R"({"files":[{"name":"a"},{"name":"b"},{"name":"c"}],"wanted":[0,true],"priorities":[-1]})");
  CHECK(files.files == R"([{"name":"a","wanted":false,"priority":-1},)"
                       R"({"name":"b","wanted":true,"priority":0},)"
                       R"({"name":"c","wanted":true,"priority":0}])");
}

TEST_CASE("what is told of one torrent is bounded") {
  const auto many = [](const std::string& key, std::size_t count) {
    std::string list;
    for (std::size_t i = 0; i < count; ++i) list += (i > 0 ? "," : "") + std::string(R"({"id":1})");
    return R"({")" + key + R"(":[)" + list + "]}";
  };
  const auto files = told(many("files", most_of(DetailList::files) + 7));
  CHECK(parsed(files.files).view().size() == most_of(DetailList::files));
  CHECK(files.file_cut == Cut{most_of(DetailList::files), most_of(DetailList::files) + 7});
  CHECK(parsed(told(many("peers", most_of(DetailList::peers) + 1)).peers).view().size() ==
        most_of(DetailList::peers));
  CHECK(parsed(told(many("trackerStats", most_of(DetailList::trackers) + 1)).trackers)
            .view()
            .size() == most_of(DetailList::trackers));
  const std::string long_text(2'000'000, 'A');
  CHECK(told(R"({"pieceCount":1,"pieces":")" + long_text + "\"}").pieces ==
        R"({"count":1,"size":4,"bitfield":null})");
  CHECK(told(R"({"files":[{"name":")" + long_text + "\"}]}").files.size() < 17'000);
}
