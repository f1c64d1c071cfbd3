#include "transmission/torrent.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "base/json.h"
#include "recordings.h"
#include "transmission/json_repair.h"

using namespace wst;

namespace {

using Cells = std::map<std::string, std::string>;

Cells cells_of(const Row& row) {
  Cells cells;
  for (const Cell& cell : row.cells) {
    auto [at, added] = cells.emplace(torrent_columns()[cell.column], cell.json);
    CHECK(added);
    CHECK(Json::parse(cell.json));
  }
  return cells;
}

Cells read(const std::string& text) {
  Result<Row> row = read_torrent(text);
  REQUIRE(row.ok());
  return cells_of(row.value());
}

/// The cells of `members` beside an id.
Cells told(const std::string& members) { return read("{\"id\":1," + members + "}"); }

/// All torrents of a recording, by id; the last row where one comes twice.
std::map<std::int64_t, Cells> torrents(const std::string& version, const std::string& name) {
  Stream stream = answers(version, name);
  Collected collected;
  ReplyReader reader(stream.channel, collected);
  reader.feed(stream.bytes);
  std::map<std::int64_t, Cells> all;
  for (const std::string& text : collected.rows) {
    Result<Row> row = read_torrent(text);
    REQUIRE(row.ok());
    all[row->id] = cells_of(row.value());
  }
  return all;
}

}  // namespace

TEST_CASE("columns are unlike each other and hold the identity") {
  auto columns = torrent_columns();
  CHECK(std::set<std::string_view>(columns.begin(), columns.end()).size() == columns.size());
  CHECK(columns[torrent_identity_column()] == "hashString");
  CHECK(std::ranges::count(columns, "id") == 0);
}

TEST_CASE("hostile names come out as they are, in each version") {
  for (const std::string version : versions) {
    INFO(version);
    std::set<std::string> names;
    for (const auto& [id, cells] : torrents(version, "json-t-all-i")) {
      names.insert(std::string(*Json::parse(cells.at("name"))->view().string()));
    }
    for (const char* name : {"-rf --help", "line one\nline two\ttab", "name with  two spaces.iso",
                             "quo\"te\\back'slash <b>&amp;</b> \x1B[31mred\x07",
                             "Sum:   1.0 GB   Done  * 100%", "Ünïcödé 日本語 🎬 العربية.mkv"}) {
      INFO(name);
      CHECK(names.contains(name));
    }
    // Not UTF-8 in the torrent: 3.00 guesses Latin-1, later ones do not.
    const char* latin = version == "3.00" ? "latin1 éÿ name" : "latin1 \uFFFD\uFFFD name";
    CHECK(names.contains(latin));
  }
}

TEST_CASE("-i tells every column that the version has") {
  // What came later: the columns that the first of these versions lack.
  const std::vector<std::set<std::string_view>> lacking = {
      {"group", "seedIdleLimit", "seedIdleMode", "sequentialDownload"},
      {"seedIdleLimit", "seedIdleMode", "sequentialDownload"},
      {},
      {}};
  for (std::size_t i = 0; i < versions.size(); ++i) {
    INFO(versions[i]);
    for (const auto& [id, cells] : torrents(versions[i], "json-t-all-i")) {
      for (std::string_view column : torrent_columns()) {
        INFO(column);
        if (column == "unreadable") continue;
        CHECK(cells.contains(std::string(column)) != lacking[i].contains(column));
      }
      CHECK(cells.at("hashString").size() == 42);
    }
  }
}

TEST_CASE("-l and -i agree on what both tell") {
  for (const std::string version : versions) {
    Stream stream = answers(version, "states-json");
    Collected collected;
    ReplyReader reader(stream.channel, collected);
    reader.feed(stream.bytes);
    std::map<std::int64_t, Cells> first;
    std::size_t compared = 0;
    for (const std::string& text : collected.rows) {
      Result<Row> row = read_torrent(text);
      REQUIRE(row.ok());
      Cells cells = cells_of(row.value());
      auto [at, added] = first.emplace(row->id, cells);
      if (added) continue;
      for (const auto& [column, value] : at->second) {
        INFO(version << " " << row->id << " " << column);
        CHECK(cells.at(column) == value);
        ++compared;
      }
    }
    CHECK(compared > 300);
  }
}

TEST_CASE("keys are known in every spelling") {
  for (const char* members : {R"("errorString":"x")", R"("error_string":"x")",
                              R"("error-string":"x")", R"("ErrorString":"x")"}) {
    CHECK(told(members) == Cells{{"errorString", "\"x\""}});
  }
}

TEST_CASE("a cell is typed; what is of another type is left out") {
  struct Example {
    const char* members;
    Cells cells;
  };
  for (const auto& [members, cells] : std::vector<Example>{
           {R"("eta":-1)", {{"eta", "-1"}}},
           {R"("rateDownload":5.0)", {{"rateDownload", "5"}}},
           {R"("totalSize":4000000000000)", {{"totalSize", "4000000000000"}}},
           {R"("eta":"soon")", {}},
           {R"("eta":null)", {}},
           {R"("eta":true)", {}},
           {R"("eta":1e999)", {}},
           {R"("isPrivate":true)", {{"isPrivate", "true"}}},
           {R"("isPrivate":0)", {{"isPrivate", "false"}}},
           {R"("isPrivate":2)", {}},
           {R"("seedRatioLimit":2.0)", {{"seedRatioLimit", "2"}}},
           {R"("recheckProgress":0.41239)", {{"recheckProgress", "0.4123"}}},
           {R"("labels":["a","b\"c"])", {{"labels", R"(["a","b\"c"])"}}},
           {R"("labels":[])", {{"labels", "[]"}}},
           {R"("labels":["a",1])", {}},
           {R"("labels":"a")", {}},
           {R"("name":7)", {}},
           {R"("eta":1,"eta":2)", {{"eta", "2"}}},
           {R"("secondsSeeding":7,"unknown":{"a":[1]})", {}},
       }) {
    INFO(members);
    CHECK(told(members) == cells);
  }
}

TEST_CASE("percentDone is computed and 1 only when nothing is missing") {
  auto percent = [](const std::string& size, const std::string& left) {
    return told(R"("percentDone":0.5,"sizeWhenDone":)" + size + R"(,"leftUntilDone":)" + left)
        .at("percentDone");
  };
  CHECK(percent("1000", "0") == "1");
  CHECK(percent("1000", "1000") == "0");
  CHECK(percent("0", "0") == "0");
  CHECK(percent("100", "43") == "0.57");
  CHECK(percent("3", "1") == "0.6666");
  CHECK(percent("9007199254740992", "1") == "0.9999");
  CHECK(percent("100", "200") == "0");
  CHECK(percent("100", "-5") == "1");
  CHECK(told(R"("percentDone":0.5)").at("percentDone") == "0.5");
  CHECK(told(R"("percentDone":7)").at("percentDone") == "1");
}

TEST_CASE("uploadRatio is what the version tells, else computed as 3.00 does") {
  auto ratio = [](const std::string& members) { return told(members).at("uploadRatio"); };
  CHECK(ratio(R"("uploadRatio":1.8392270803451539)") == "1.8392");
  CHECK(ratio(R"("uploadRatio":0.3356)") == "0.3356");
  CHECK(ratio(R"("uploadRatio":-1,"uploadedEver":5,"downloadedEver":1)") == "-1");
  CHECK(ratio(R"("uploadRatio":-2)") == "-2");
  CHECK(ratio(R"("uploadedEver":2,"downloadedEver":3)") == "0.6666");
  CHECK(ratio(R"("uploadedEver":3,"downloadedEver":0,"haveValid":4)") == "0.75");
  CHECK(ratio(R"("uploadedEver":3,"downloadedEver":0)") == "-2");
  CHECK(ratio(R"("uploadedEver":0,"downloadedEver":0)") == "-1");
  CHECK_FALSE(told(R"("uploadedEver":1)").contains("uploadRatio"));
  for (int i = 0; i <= 10'000; ++i) {  // four decimals stay the same four
    std::string text = json_number(i / 10'000.0);
    if (ratio("\"uploadRatio\":" + text) != text) FAIL(text);
  }
}

TEST_CASE("what is not an object with an id is no torrent") {
  for (const char* text :
       {"", "7", "[]", "{}", "{", R"({"name":"x"})", R"({"id":"1"})", R"({"id":1.5})",
        R"({"id":1} x)", R"({"id":1]})", R"({"id":1,"name":"\u12"})"}) {
    INFO(text);
    CHECK_FALSE(read_torrent(text).ok());
  }
}

TEST_CASE("what Transmission prints without it being JSON is repaired") {
  const std::vector<std::pair<std::string, std::string>> table = {
      {R"("plain")", R"("plain")"},
      {R"("\u1f3ac")", "\"🎬\""},
      {R"("\ue0067\ue0100")", "\"\xF3\xA0\x81\xA7\xF3\xA0\x84\x80\""},
      {R"("\u1F3AC\u1d400")", "\"🎬𝐀\""},
      {R"("a\\u1f3ac")", R"("a\\u1f3ac")"},
      {R"("a\\\u1f3ac")", "\"a\\\\🎬\""},
      {R"("ph\u1edfab")", R"("ph\u1edfab")"},  // Vietnamese, then plain letters
      {R"("\u1f3a z")", R"("\u1f3a z")"},
      {R"("\u1fb0a")", R"("\u1fb0a")"},
      {R"("\ud83c\udfac")", R"("\ud83c\udfac")"},
      {R"("\ud83c")", R"("\ufffd")"},
      {R"("\ud83c\ud83c\udfac")", R"("\ufffd\ud83c\udfac")"},
      {R"("\udfac\n")", R"("\ufffd\n")"},
      {R"("\u0000")", R"("\ufffd")"},
      {R"("\u00)", R"("\u00)"},
      {"\\", "\\"},
      {"\"\xFF\"", "\"\xEF\xBF\xBD\""},
  };
  for (const auto& [text, repaired] : table) {
    INFO(text);
    CHECK(repair_json(text) == repaired);
    CHECK(repair_json(repaired) == repaired);
  }
}

TEST_CASE("a string that no viewer could want whole is shortened between characters") {
  for (const std::size_t padding : {0u, 1u}) {
    std::string comment(padding, 'x');
    while (comment.size() < 1'000'000) comment += "\xC3\xA9";
    const auto row = read_torrent(R"({"id":1,"comment":")" + comment + "\"}");
    REQUIRE(row);
    REQUIRE(row->cells.size() == 1);
    const auto told = Json::parse(row->cells[0].json);
    REQUIRE(told);
    const std::string kept(*told->view().string());
    CHECK(kept.size() <= 16 * 1024);
    CHECK(kept.size() > 16 * 1024 - 4);
    CHECK(comment.starts_with(kept));
  }
}

TEST_CASE("the host of the tracker is read from the magnet link, where there is one") {
  const auto with = told(R"("magnetLink":"magnet:?xt=x&tr=http%3A%2F%2Fa.b%2Fkey")");
  CHECK(with.at("trackerHost") == R"("a.b")");
  CHECK(told(R"("magnetLink":"magnet:?xt=x")").at("trackerHost") == R"("")");
  CHECK(!told(R"("name":"listed")").contains("trackerHost"));
}
