#include "transmission/details_stream.h"

#include "feed_world.h"
#include "recordings.h"
#include "transmission/json_repair.h"
#include "transmission/sample.h"

using namespace wst;
using namespace wst::test;

namespace {

constexpr std::int64_t piece_size = 262'144;

std::optional<TorrentDetails> streamed(DetailsStream& stream, std::string_view object,
                                       unsigned seed = 0) {
  feed_in_pieces(stream, object,
                 seed ? random_cuts(object.size(), seed * seed, seed) : std::vector<std::size_t>());
  return stream.finish(piece_size);
}

std::optional<TorrentDetails> streamed(std::string_view object) {
  DetailsStream stream;
  return streamed(stream, object);
}

TorrentDetails read(const std::string& object) {
  const auto json = Json::parse(repair_json(object));
  INFO(object.substr(0, 1000));
  REQUIRE(json);
  return read_details(json->view(), piece_size);
}

/// `count` files, each with a name that holds its number and `more`.
std::string files(std::size_t count, const std::string& more = "") {
  std::string text = R"({"files":[)";
  std::string choices;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string comma = i > 0 ? "," : "";
    text += comma + R"({"bytesCompleted":7,"length":9,"name":")" + std::to_string(i) + more + "\"}";
    choices += comma + (i % 3 == 0 ? "0" : "1");
  }
  return text + R"(],"name":"x","priorities":[)" + choices + R"(],"wanted":[)" + choices + "]}";
}

}  // namespace

TEST_CASE("details read as they come are those read at once, in each version and in any pieces") {
  std::size_t compared = 0;
  for (const std::string version : versions) {
    for (const char* name : {"json-t5-all", "live-json-all", "tick-full"}) {
      const Stream stream = answers(version, name);
      Collected collected;
      ReplyReader reader(stream.channel, collected);
      reader.feed(stream.bytes);
      for (const std::string& row : collected.rows) {
        for (const unsigned seed : {0u, 1u, 5u, 20u}) {
          INFO(version << ' ' << name << ' ' << seed);
          DetailsStream details;
          CHECK(streamed(details, row, seed).value_or(TorrentDetails()) == read(row));
          ++compared;
        }
      }
    }
  }
  CHECK(compared > 20);
}

TEST_CASE("lists beside, absent ones and those of another kind count alike in a stream") {
  for (const std::string object :
       {R"({"files":[{"name":"a"},{"name":"b"},{"name":"c"}],"wanted":[0,true],"priorities":[-1]})",
        R"({"wanted":[0],"priorities":["x",2],"files":[{"name":"a"}, {"name":"b"}]})",
        R"({"files":[],"peers":null,"trackerStats":[]})", R"({"files":[7,null,"x",[]]})",
        R"({"peers":[{"address":"1.2.3.4","port":1},{"x":[{"y":[1]}]}],"labels":["a"]})",
        R"({"tracker_stats":[{"host":"https://a.example:80","id":1}]})",
        R"({"pieces":"4A==","pieceCount":3})", R"({"files":[{"name":"\ud83c x"}]})"}) {
    INFO(object);
    CHECK(streamed(object) == read(object));
  }
}

TEST_CASE("what tells no details, or is garbled, is nothing, and the next is read as ever") {
  DetailsStream stream;
  for (const std::string object :
       {R"({})", R"({"name":"x","labels":["a","b"]})", R"({"files":[{"name":tru}]})",
        R"({"files":[{"name":"a"}],"wanted":[x]})", R"({"files":[{"name":"a"} {"name":"b"}]})",
        R"([1])", R"({"files":[{"name":"a"})", "", "x"}) {
    INFO(object);
    CHECK(!streamed(stream, object));
    CHECK(streamed(stream, files(3)) == read(files(3)));
  }
  CHECK(!streamed(R"({"files":[{"name":")" + std::string(2 << 20, 'x') + "\"}]}"));
}

TEST_CASE(
    "an element in the place of another is read anew, one that is the same as before is not") {
  DetailsStream stream;
  for (const auto& [count, more] : std::vector<std::pair<std::size_t, std::string>>{
           {5, ""}, {5, ""}, {3, ""}, {7, ""}, {7, "y"}, {0, ""}, {2, "y"}}) {
    INFO(count << more);
    CHECK(streamed(stream, files(count, more)) == read(files(count, more)));
  }
}

TEST_CASE("a hundred thousand files are told, and those beyond are counted") {
  const std::size_t most = most_of(DetailList::files);
  SampleReader reader;
  const auto sampled = [&](const std::string& object) {
    reader.begin(Channel::json_on_stdout, false);
    reader.feed(Answer{.torrents = "",
                       .removed = "",
                       .more = one_answer(whole(1, "one", 'a')) + one_answer(object) +
                               one_answer(R"({"peers":[]})")}
                    .text());
    const auto sample = reader.finish();
    REQUIRE(sample);
    return sample->details.at(hash_of('a'));
  };
  const std::string more(100, 'x');
  const auto all = sampled(files(most, more));
  CHECK(all.unreadable.empty());
  CHECK(all.file_cut == Cut{most, most});
  CHECK(all.files == read(files(most, more)).files);
  CHECK(all.peers == "[]");
  const auto too_many = sampled(files(most + 7, more));
  CHECK(too_many.file_cut == Cut{most, most + 7});
  CHECK(too_many.files == all.files);
}
