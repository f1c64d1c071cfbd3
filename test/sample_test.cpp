#include "transmission/sample.h"

#include <map>

#include "recordings.h"
#include "transmission/torrent.h"

using namespace wst;

namespace {

const std::string stats =
    R"({"arguments":{"activeTorrentCount":1,"current-stats":{"secondsActive":60,"sessionCount":1},)"
    R"("cumulative-stats":{"secondsActive":900,"sessionCount":7},"downloadSpeed":5,"uploadSpeed":6},)"
    R"("result":"success","tag":1})";

std::string list(const std::string& rows, const std::string& removed = "") {
  return "{\"arguments\":{\"removed\":[" + removed + "],\"torrents\":[" + rows +
         "]},\"result\":\"success\"}\n";
}

std::string brief(int id, int rate) {
  return "{\"id\":" + std::to_string(id) + ",\"rateDownload\":" + std::to_string(rate) + "}";
}
std::string detailed(int id, int rate) {
  return "{\"hashString\":\"h\"," + brief(id, rate).substr(1);
}

Result<Sample> run(SampleReader& reader, bool full, const Stream& stream,
                   const std::vector<std::size_t>& cuts = {}) {
  reader.begin(stream.channel, full);
  feed_in_pieces(reader, stream.bytes, cuts);
  return reader.finish();
}

Sample taken(SampleReader& reader, bool full, const std::string& text) {
  Result<Sample> sample = run(reader, full, {Channel::json_on_stdout, text + stats});
  INFO((sample ? "" : sample.error().message));
  REQUIRE(sample.ok());
  return std::move(sample).value();
}

std::string refused(const std::string& text) {
  SampleReader reader;
  Result<Sample> sample = run(reader, false, {Channel::json_on_stdout, text});
  REQUIRE_FALSE(sample.ok());
  return sample.error().message;
}

Stream full_sample(const std::string& version) {
  Stream stream = answers(version, "json-t-all-i");
  stream.bytes += statistics(version);
  return stream;
}

}  // namespace

TEST_CASE("a recorded sample of each version has its rows and statistics") {
  for (const std::string version : versions) {
    INFO(version);
    SampleReader reader;
    Result<Sample> sample = run(reader, false, answers(version, "live-json-active"));
    REQUIRE(sample.ok());
    CHECK_FALSE(sample->full);
    CHECK(sample->changed.size() == 3);
    CHECK(sample->seen.size() == 3);
    CHECK(sample->rows_parsed == 3);
    CHECK(sample->statistics.current.seconds_active > 0);
    CHECK(sample->statistics.cumulative.session_count == 1);
  }
}

TEST_CASE("an unchanged row is not parsed again, in each version") {
  for (const std::string version : versions) {
    INFO(version);
    SampleReader reader;
    Stream stream = full_sample(version);
    REQUIRE(run(reader, true, stream).ok());
    for (unsigned seed = 0; seed < 3; ++seed) {
      Result<Sample> again = run(reader, true, stream, random_cuts(stream.bytes.size(), 900, seed));
      REQUIRE(again.ok());
      CHECK(again->rows_parsed == 0);
      CHECK(again->changed.empty());
      CHECK(again->seen.size() == 13);
    }
    reader.forget();
    CHECK(run(reader, true, stream)->rows_parsed == 13);
  }
}

TEST_CASE("a sample is the same whatever pieces its stream comes in") {
  for (const std::string version : versions) {
    Stream stream = full_sample(version);
    SampleReader whole_reader;
    Result<Sample> whole = run(whole_reader, true, stream);
    REQUIRE(whole.ok());
    for (unsigned seed = 0; seed < 10; ++seed) {
      INFO(version << " seed " << seed);
      SampleReader reader;
      auto cuts = random_cuts(stream.bytes.size(), 1 + 30 * seed * seed, seed);
      Result<Sample> sample = run(reader, true, stream, cuts);
      REQUIRE(sample.ok());
      CHECK(sample->changed == whole->changed);
      CHECK(sample->seen == whole->seen);
    }
  }
}

TEST_CASE("every truncation of a recorded sample is an error") {
  for (const std::string version : versions) {
    INFO(version);
    Stream stream = answers(version, "live-json-active");
    // Behind the last answer only white space and, on stderr, dashes are left.
    std::size_t end = stream.bytes.rfind('}') + 1;
    std::size_t taken_for_whole = 0;
    SampleReader reader;
    for (std::size_t size = 0; size < end; ++size) {
      if (run(reader, false, {stream.channel, stream.bytes.substr(0, size)}).ok())
        ++taken_for_whole;
    }
    CHECK(taken_for_whole == 0);
  }
}

TEST_CASE("each version tells what was removed") {
  for (const std::string version : versions) {
    INFO(version);
    Stream stream = answers(version, "active-removed");
    stream.bytes += statistics(version);
    SampleReader reader;
    Result<Sample> sample = run(reader, false, stream);
    REQUIRE(sample.ok());
    CHECK_FALSE(sample->removed.empty());
    CHECK(run(reader, true, stream)->removed.empty());
  }
}

TEST_CASE("a row is skipped only while nothing else was said about its torrent") {
  SampleReader reader;
  auto parsed = [&reader](bool full, const std::string& row) {
    return taken(reader, full, list(row)).rows_parsed;
  };
  CHECK(parsed(false, brief(1, 5)) == 1);
  CHECK(parsed(false, brief(1, 5)) == 0);
  CHECK(parsed(true, detailed(1, 0)) == 1);
  CHECK(parsed(false, brief(1, 5)) == 1);  // the table holds the 0 of the row before
  CHECK(parsed(true, detailed(1, 0)) == 1);
  CHECK(parsed(true, detailed(1, 0)) == 0);
}

// The law behind it: applying `changed` alone gives what applying every row would.
TEST_CASE("a table fed with changed rows only never differs from one fed with all") {
  std::mt19937 random(7);
  auto dice = [&random](int sides) {
    return static_cast<int>(random() % static_cast<unsigned>(sides));
  };
  using State = std::map<std::int64_t, std::map<std::size_t, std::string>>;
  auto apply = [](State& state, const Row& row) {
    for (const Cell& cell : row.cells) state[row.id][cell.column] = cell.json;
  };
  SampleReader reader;
  State by_change;
  State by_all;
  std::size_t skipped = 0;
  for (int step = 0; step < 2000; ++step) {
    bool full = dice(4) == 0;
    std::string rows;
    std::size_t count = 0;
    for (int id = 1; id <= 5; ++id) {
      if (!full && dice(3) == 0) continue;
      for (int times = dice(9) == 0 ? 2 : 1; times > 0; --times, ++count) {
        std::string row = full ? detailed(id, dice(2)) : brief(id, dice(2));
        rows += (rows.empty() ? "" : ",") + row;
        apply(by_all, read_torrent(row).value());
      }
    }
    bool fails = dice(20) == 0;
    State before = by_all;
    Result<Sample> sample =
        run(reader, full, {Channel::json_on_stdout, list(rows) + (fails ? "" : stats)});
    REQUIRE(sample.ok() == !fails);
    if (fails) {
      by_all = by_change;  // of a failed run nothing is applied
      continue;
    }
    for (const Row& row : sample->changed) apply(by_change, row);
    skipped += count - sample->rows_parsed;
    REQUIRE(by_change == by_all);
  }
  CHECK(skipped > 500);
}

TEST_CASE("a recent sample leaves quiet torrents remembered, a full one drops those gone") {
  SampleReader reader;
  CHECK(taken(reader, true, list(brief(1, 1) + "," + brief(2, 1))).rows_parsed == 2);
  CHECK(taken(reader, false, list(brief(1, 1))).seen == std::vector<std::int64_t>{1});
  CHECK(taken(reader, true, list(brief(1, 1) + "," + brief(2, 1))).rows_parsed == 0);
  CHECK(taken(reader, true, list(brief(1, 1))).rows_parsed == 0);
  CHECK(taken(reader, true, list(brief(1, 1) + "," + brief(2, 1))).rows_parsed == 1);
  CHECK(taken(reader, false, list("", "2")).removed == std::vector<std::int64_t>{2});
  CHECK(taken(reader, false, list(brief(2, 1))).rows_parsed == 1);
}

TEST_CASE("nothing of a failed or unfinished run is remembered as seen") {
  SampleReader reader;
  const Stream failing = {Channel::json_on_stdout, list(brief(1, 5))};
  CHECK_FALSE(run(reader, false, failing).ok());
  CHECK(taken(reader, false, list(brief(1, 5))).rows_parsed == 1);

  reader.begin(Channel::json_on_stdout, false);
  reader.feed(list(brief(1, 6)) + stats);
  CHECK(taken(reader, false, list(brief(1, 6))).rows_parsed == 1);
}

TEST_CASE("statistics are those of the daemon's run and of its life") {
  SampleReader reader;
  SessionStatistics statistics = taken(reader, true, list("")).statistics;
  CHECK(statistics.current.seconds_active == 60);
  CHECK(statistics.cumulative.session_count == 7);
  CHECK(statistics.download_speed == 5);
  CHECK(statistics.upload_speed == 6);
}

TEST_CASE("answers that are no sample say why") {
  CHECK(refused("") == "transmission-remote printed nothing");
  CHECK(refused("\n") == "the answer holds no list of torrents");
  CHECK(refused(stats) == "the answer holds no list of torrents");
  CHECK(refused(list("")) == "the answer holds no statistics");
  CHECK(refused("<html>not transmission</htm\n") == "the answer is not JSON but a web page");
  CHECK(refused(R"({"arguments":{},"result":"too busy"})" + stats) ==
        "the request was refused: too busy");
  CHECK(refused(R"({"arguments":{}})" + stats) ==
        "the request was refused: an answer without a result");
  CHECK(
      refused(
          R"({"jsonrpc":"2.0","id":1,"error":{"code":7,"message":"Bad","data":{"error_string":"so bad"}}})") ==
      "the request was refused: Bad: so bad");
  for (const std::string version : versions) {
    SampleReader reader;
    Result<Sample> sample = run(reader, true, answers(version, "err-rpcerr-json"));
    REQUIRE_FALSE(sample.ok());
    CHECK(sample.error().message == "the request was refused: method name not recognized");
  }
}

TEST_CASE("a large row is read, and more rows than allowed are an error") {
  SampleReader reader(2);
  const auto sample = [&](const std::string& rows) {
    reader.begin(Channel::json_on_stdout, true);
    reader.feed(list(rows) + stats);
    return reader.finish();
  };
  const std::string big = R"({"id":1,"comment":")" + std::string(900'000, 'x') + "\"}";
  const auto read = sample(big + R"(,{"id":2})");
  REQUIRE(read);
  CHECK(read->seen == std::vector<std::int64_t>{1, 2});
  const auto refused = sample(R"({"id":1},{"id":2},{"id":3})");
  REQUIRE(!refused);
  CHECK(refused.error().message == "there are more than 2 torrents (--max-torrents)");
}

TEST_CASE("a row that cannot be read is told with what is known of it, and spoils no other") {
  const std::string hash(40, 'd');
  const std::string deep = std::string(70, '[') + std::string(70, ']');
  struct Case {
    std::string row, why;
  };
  const auto [row, why] = GENERATE_COPY(
      Case{R"({"id":2,"hashString":")" + hash + R"(","rateDownload":nan,"name":"two"})",
           "it is not valid JSON"},
      Case{R"({"id":2,"comment":")" + std::string(2u << 20, 'x') + R"(","hashString":")" + hash +
               R"(","name":"two"})",
           "it is longer than 1 MiB"},
      Case{R"({"trackers":)" + deep + R"(,"id":2,"name":"two","hashString":")" + hash + "\"}",
           "it is nested too deeply"});
  for (const bool full : {true, false}) {
    SampleReader reader;
    const auto text = list(detailed(1, 10) + "," + row + "," + detailed(3, 30));
    const Sample sample = taken(reader, full, text);
    CHECK(sample.seen == std::vector<std::int64_t>{1, 2, 3});
    REQUIRE(sample.changed.size() == 3);
    const Row& broken = sample.changed[1];
    CHECK(broken.cells == std::vector<Cell>{{torrent_identity_column(), '"' + hash + '"'},
                                            {torrent_name_column(), "\"two\""},
                                            {torrent_unreadable_column(), '"' + why + '"'}});
    CHECK_FALSE(broken.complete);
    CHECK(sample.changed[2].complete == full);
    CHECK(taken(reader, full, text).changed.empty());
  }
}

TEST_CASE("a row without an id is known by its hash, and one without both is counted") {
  SampleReader reader;
  const std::string hash(40, 'd');
  const Sample sample = taken(reader, true,
                              list(R"({"name":"lost"},7,null,["x"],{"hashString":")" + hash +
                                   R"(","name":"two"},)" + detailed(3, 30)));
  REQUIRE(sample.changed.size() == 2);
  CHECK(sample.changed[0].id < 0);
  CHECK(sample.changed[0].cells.back() == Cell{torrent_unreadable_column(), "\"it has no id\""});
  CHECK(sample.changed[1].id == 3);
  CHECK(sample.nameless == 4);
  CHECK(taken(reader, true, list(R"({"hashString":")" + hash + "\"}")).seen.front() ==
        sample.changed[0].id);
}
