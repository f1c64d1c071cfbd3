// What a sample tells besides the list: details of torrents, and settings.
#include "feed_world.h"
#include "recordings.h"
#include "transmission/sample.h"

using namespace wst;
using namespace wst::test;

namespace {

/// A list without torrents and the statistics, then `more`.
Sample sampled(const std::string& more, SampleReader& reader) {
  reader.begin(Channel::json_on_stdout, false);
  reader.feed(Answer{.torrents = "", .removed = "", .more = more}.text());
  Result<Sample> sample = reader.finish();
  INFO((sample ? "" : sample.error().message));
  REQUIRE(sample);
  return std::move(sample).value();
}

Sample sampled(const std::string& more) {
  SampleReader reader;
  return sampled(more, reader);
}

std::string files(const std::string& name) {
  return one_answer(R"({"files":[{"name":")" + name + R"("}],"priorities":[],"wanted":[]})");
}
std::string files_json(const std::string& name) {
  return R"([{"name":")" + name + R"(","wanted":true,"priority":0}])";
}

}  // namespace

TEST_CASE("a recorded sample with details has them by hash, in each version") {
  for (const std::string version : versions) {
    INFO(version);
    SampleReader reader;
    const Stream stream = answers(version, "tick-full");
    reader.begin(stream.channel, false);
    reader.feed(stream.bytes);
    const Result<Sample> sample = reader.finish();
    REQUIRE(sample);
    REQUIRE(sample->details.size() == 1);
    const auto& [hash, details] = *sample->details.begin();
    CHECK(hash == "15ceb22df41da3c25099d955808416c8439a25d6");
    CHECK(Json::parse(details.files)->view().size() > 0);
    CHECK(details.peers == "[]");
    CHECK(Json::parse(details.trackers)->view().size() == 1);
    CHECK(details.pieces.empty());
    CHECK(!sample->settings);
  }
}

TEST_CASE("what carries no id belongs to the torrent told of last") {
  const Sample sample = sampled(details_of(whole(1, "one", 'a'), "x") +
                                details_of(whole(2, "two", 'b', R"("pieceSize":16384)"), "y"));
  REQUIRE(sample.details.size() == 2);
  const TorrentDetails& one = sample.details.at(hash_of('a'));
  const TorrentDetails& two = sample.details.at(hash_of('b'));
  CHECK_THAT(one.files, contains(R"("name":"x")"));
  CHECK_THAT(two.files, contains(R"("name":"y")"));
  CHECK(one.pieces == R"({"count":3,"size":0,"bitfield":"4A=="})");
  CHECK(two.pieces == R"({"count":3,"size":16384,"bitfield":"4A=="})");
}

TEST_CASE("details of a torrent that is no more are not those of the one before") {
  const Sample sample = sampled(one_answer(whole(1, "one", 'a')) + files("x") + one_answer("") +
                                files("stray") + one_answer(whole(2, "two", 'b')) + files("y"));
  REQUIRE(sample.details.size() == 2);
  CHECK(sample.details.at(hash_of('a')).files == files_json("x"));
  CHECK(sample.details.at(hash_of('b')).files == files_json("y"));
  CHECK(sampled(files("stray")).details.empty());
}

TEST_CASE("a row among the details is a row like any other") {
  SampleReader reader;
  const std::string torrent = details_of(whole(1, "one", 'a'), "x");
  const Sample first = sampled(torrent, reader);
  CHECK(first.seen == std::vector<std::int64_t>{1});
  REQUIRE(first.changed.size() == 1);
  CHECK(first.changed[0].id == 1);
  CHECK(first.rows_parsed == 1);

  const Sample again = sampled(torrent, reader);
  CHECK(again.changed.empty());
  CHECK(again.seen == std::vector<std::int64_t>{1});
  CHECK(again.details == first.details);
}

TEST_CASE("details that are unchanged are not read again") {
  SampleReader reader;
  const auto read = [&](const std::string& more) { return sampled(more, reader).parts_parsed; };
  const std::string x = details_of(whole(1, "one", 'a'), "x");
  CHECK(read(x) == 4);
  CHECK(read(x) == 0);
  CHECK(sampled(x, reader).details.at(hash_of('a')).files.size() > 2);
  CHECK(read(details_of(whole(1, "one", 'a'), "y")) == 1);
  CHECK(read(details_of(whole(1, "one", 'a', R"("pieceSize":4)"), "y")) == 4);
  CHECK(read(details_of(whole(1, "one", 'b', R"("pieceSize":4)"), "y")) == 4);
  CHECK(read("") == 0);
  CHECK(read(x) == 4);
  reader.forget();
  CHECK(read(x) == 4);
}

TEST_CASE("only the list says what was removed") {
  const std::string foreign = R"({"arguments":{"removed":[9],"torrents":[]},"result":"success"})"
                              "\n";
  CHECK(sampled(foreign).removed.empty());
}

TEST_CASE("settings are told if they were asked for") {
  CHECK(!sampled("").settings);
  const Sample sample = sampled(settings_of(R"("dht-enabled":true)"));
  REQUIRE(sample.settings);
  CHECK(sample.settings->get("dht-enabled") == "true");
}

TEST_CASE("details that are cut short or refused make it no sample") {
  const auto refused = [](const std::string& more) {
    SampleReader reader;
    reader.begin(Channel::json_on_stdout, false);
    reader.feed(Answer{.torrents = "", .removed = "", .more = more}.text());
    return !reader.finish();
  };
  CHECK(refused(R"({"arguments":{},"result":"no such thing"})"));
  CHECK(refused(one_answer(R"({"files":[)")));
}

TEST_CASE("details too long to be read are left out, and nothing else is lost") {
  const std::size_t megabytes = GENERATE(17, 40);
  const std::string name(megabytes << 20, 'x');
  const Sample sample =
      sampled(details_of(whole(1, "one", 'a'), name) +
              details_of(whole(2, "two", 'b', R"("comment":")" + name + '"'), "y") +
              details_of(whole(3, "three", 'c'), "z"));
  CHECK(sample.details.at(hash_of('a')).files.empty());
  CHECK(sample.details.at(hash_of('a')).unreadable == "it is longer than 1 MiB");
  CHECK(sample.details.at(hash_of('a')).peers == "[]");
  CHECK_THAT(sample.details.at(hash_of('b')).files, contains(R"("name":"y")"));
  CHECK_THAT(sample.details.at(hash_of('c')).files, contains(R"("name":"z")"));
}

TEST_CASE("statistics are told with the RPC's names, alike in each version") {
  for (const std::string version : versions) {
    INFO(version);
    const Stream stream = answers(version, "json-l-st-si");
    SampleReader reader;
    reader.begin(stream.channel, false);
    reader.feed(stream.bytes);
    const Result<Sample> sample = reader.finish();
    REQUIRE(sample);
    const auto json = Json::parse(statistics_json(sample->statistics));
    REQUIRE(json);
    CHECK(json->view()["torrentCount"].integer() == 13);
    CHECK(json->view()["pausedTorrentCount"].integer() == 13);
    CHECK(json->view()["activeTorrentCount"].integer() == 0);
    CHECK(json->view()["downloadSpeed"].integer() == 0);
    for (const char* life : {"current-stats", "cumulative-stats"}) {
      CHECK(json->view()[life].size() == 5);
      CHECK(json->view()[life]["sessionCount"].integer() == 1);
      CHECK(json->view()[life]["secondsActive"].integer() > 0);
    }
  }
}

TEST_CASE("details that cannot be read are left out, and nothing else is lost") {
  const std::string garbled = one_answer(R"({"files":[tru],"name":"x"})");
  const Sample sample = sampled(one_answer(whole(1, "one", 'a')) + garbled + garbled +
                                one_answer(whole(2, "two", 'b', R"("rateDownload":nan)")) +
                                one_answer(R"({"peers":[]})"));
  CHECK(sample.details.at(hash_of('a')).files.empty());
  CHECK(sample.details.at(hash_of('b')).peers == "[]");
  CHECK(sample.seen.size() == 2);
}
