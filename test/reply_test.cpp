#include "transmission/reply.h"

#include "recordings.h"

using namespace wst;

namespace {

struct Outcome {
  Collected collected;
  std::string error;

  bool operator==(const Outcome&) const = default;
};

Outcome replay(const Stream& stream, const std::vector<std::size_t>& cuts = {}) {
  Outcome outcome;
  ReplyReader reader(stream.channel, outcome.collected);
  feed_in_pieces(reader, stream.bytes, cuts);
  if (auto error = reader.finish()) outcome.error = error->message;
  return outcome;
}

Outcome replay_json(std::string text) { return replay({Channel::json_on_stdout, std::move(text)}); }

const std::string ok = R"({"arguments":{"torrents":[{"id":1}]},"result":"success"})";

}  // namespace

TEST_CASE("each version's recordings hold the rows and answers they should") {
  struct Expected {
    const char* name;
    std::size_t rows;
    std::size_t answers;
  };
  for (const std::string version : versions) {
    for (const Expected& expected :
         {Expected{"live-json-active", 3, 2}, Expected{"json-t-all-i", 13, 1},
          Expected{"active-quiet", 0, 1}, Expected{"tick-full", 4, 6},
          Expected{"localerror-json", 2, 2}, Expected{"json-l-st-si", 13, 3},
          Expected{"verifying-json", 1, 1}, Expected{"err-rpcerr-json", 0, 1}}) {
      INFO(version << " " << expected.name);
      Outcome outcome = replay(answers(version, expected.name));
      CHECK(outcome.error.empty());
      CHECK(outcome.collected.rows.size() == expected.rows);
      CHECK(outcome.collected.envelopes.size() == expected.answers);
      for (const std::string& row : outcome.collected.rows) {
        CHECK(row.front() == '{');
        CHECK(row.back() == '}');
      }
    }
  }
}

TEST_CASE("every version's --debug stream is cut like its JSON") {
  for (const std::string version : versions) {
    INFO(version);
    Outcome outcome =
        replay({Channel::debug_on_stderr, recording(version, "live-debug-active.stderr")});
    CHECK(outcome.error.empty());
    CHECK(outcome.collected.rows.size() == 3);
    CHECK(outcome.collected.envelopes.size() == 2);
  }
}

TEST_CASE("a thousand torrents are a thousand rows") {
  for (const Stream& stream :
       {Stream{Channel::debug_on_stderr, recording("3.00", "n1000-debug-l.stderr")},
        Stream{Channel::json_on_stdout, recording("4.1.4", "n1000-json-l.stdout")}}) {
    Outcome outcome = replay(stream);
    CHECK(outcome.error.empty());
    CHECK(outcome.collected.rows.size() == 1000);
  }
}

TEST_CASE("rows are the same wherever the stream is split in two") {
  for (const std::string version : versions) {
    Stream stream = answers(version, "live-json-active");
    const Outcome whole = replay(stream);
    std::size_t different = 0;
    for (std::size_t cut = 0; cut <= stream.bytes.size(); ++cut) {
      if (replay(stream, {cut}) != whole) ++different;
    }
    INFO(version);
    CHECK(different == 0);
  }
}

TEST_CASE("rows are the same whatever pieces the stream comes in") {
  for (const std::string version : versions) {
    for (const char* name : {"json-t-all-i", "states-json", "tick-full", "active-removed",
                             "localerror-json", "json-l-st-si", "err-rpcerr-json", "err-html"}) {
      Stream stream = answers(version, name);
      const Outcome whole = replay(stream);
      for (unsigned seed = 0; seed < 8; ++seed) {
        INFO(version << " " << name << " seed " << seed);
        auto cuts = random_cuts(stream.bytes.size(), seed == 0 ? 1 : 10 * seed * seed, seed);
        CHECK(replay(stream, cuts) == whole);
      }
    }
  }
}

TEST_CASE("a stream cut off anywhere is an error or has an answer less") {
  for (const std::string version : versions) {
    Stream stream = answers(version, "live-json-active");
    const Outcome whole = replay(stream);
    std::size_t unnoticed = 0;
    for (std::size_t size = 0; size < stream.bytes.size(); ++size) {
      Outcome cut = replay({stream.channel, stream.bytes.substr(0, size)});
      bool noticed =
          !cut.error.empty() || cut.collected.envelopes.size() < whole.collected.envelopes.size();
      if (!noticed && stream.bytes.find_first_not_of("\n-", size) != std::string::npos) ++unnoticed;
    }
    INFO(version);
    CHECK(unnoticed == 0);
  }
}

TEST_CASE("the envelope keeps all but the rows") {
  Outcome outcome = replay_json(
      "\n {\"arguments\":{\"removed\":[2],\"torrents\": [ {\"id\":1,\"torrents\":[{}]} , {} ] },"
      "\"result\":\"success\"}\r\n\n" +
      ok);
  CHECK(outcome.error.empty());
  CHECK(outcome.collected.rows ==
        std::vector<std::string>{R"({"id":1,"torrents":[{}]})", "{}", R"({"id":1})"});
  REQUIRE(outcome.collected.envelopes.size() == 2);
  CHECK(outcome.collected.envelopes[0] ==
        R"({"arguments":{"removed":[2],"torrents":[]},"result":"success"})");
}

TEST_CASE("only the list under arguments or result holds rows") {
  for (const char* text :
       {R"({"torrents":[{"id":1}]})", R"({"other":{"torrents":[{"id":1}]}})",
        R"({"arguments":[{"torrents":[{"id":1}]}]})", R"({"a":"arguments","b":{"torrents":[{}]}})",
        R"({"arguments":{"a":{"torrents":[{}]}}})", R"({"arguments":{"torr\"ents":[{}]}})",
        R"({"arguments":{"torrents":1},"result":[[{}]]})",
        R"({"arguments":{"torrents":{"id":1}}})"}) {
    INFO(text);
    Outcome outcome = replay_json(text);
    CHECK(outcome.error.empty());
    CHECK(outcome.collected.rows.empty());
    CHECK(outcome.collected.envelopes == std::vector<std::string>{text});
  }
}

TEST_CASE("what is not JSON is shown by its beginning") {
  CHECK(replay_json("<html>not transmission</htm\n").error ==
        "the answer is not JSON but a web page");
  CHECK(replay_json(ok + "\noops\x01\xFF").error ==
        "the answer is not JSON: it begins with \"oops \xEF\xBF\xBD\"");
  CHECK(replay(Stream{Channel::debug_on_stderr, recording("3.00", "err-html.stderr")}).error ==
        "the answer is not JSON but a web page");
}

TEST_CASE("garbled answers are errors and bring nothing after them") {
  for (const char* text :
       {"}", "{]", R"({"arguments":{"torrents":[{}{}]}})", R"({"arguments":{"torrents":[,{}]}})",
        R"({"arguments":{"torrents":[1 2]}})", R"({"arguments":{"torrents":["x""y"]}})",
        R"({"arguments":{"torrents":[:]}})", R"({"a":tru})", R"({"a":1]})", "{\"a\":\"\n\"}"}) {
    INFO(text);
    Outcome outcome = replay_json(text + ok);
    CHECK_FALSE(outcome.error.empty());
    CHECK(outcome.collected.envelopes.empty());
  }
}

TEST_CASE("depth and length are bounded") {
  const std::string long_text(std::size_t{16} << 20, 'x');
  const std::string deep(70, '[');
  for (const std::string& text : {"{\"a\":" + deep, "{\"a\":\"" + long_text + "\"}"}) {
    const Outcome whole = replay_json(text);
    CHECK_FALSE(whole.error.empty());
    CHECK(whole.error != "the answer ends in the middle");
    CHECK(replay({Channel::json_on_stdout, text}, random_cuts(text.size(), 100'000, 1)) == whole);
  }
  const std::string near(long_text.size() - 100, 'x');
  CHECK(replay_json("{\"a\":\"" + near + "\"}").error.empty());
}

TEST_CASE("of a row that is too long or too deep its short members are told, and of others all") {
  const std::string long_text(std::size_t{2} << 20, 'x');
  const std::string deep = std::string(70, '[') + std::string(70, ']');
  const std::string text = R"({"arguments":{"torrents":[{"id":7,"a":")" + long_text +
                           R"(","b":"c"},{"id":1},{"a":)" + deep + R"(,"id":2},{"a":")" +
                           long_text + R"("}]},"result":"success"})";
  const Outcome whole = replay_json(text);
  CHECK(whole.error.empty());
  CHECK(whole.collected.rows ==
        std::vector<std::string>{R"(broken, as it is longer than 1 MiB: {"id":7,"b":"c"})",
                                 R"({"id":1})", R"(broken, as it is nested too deeply: {"id":2})",
                                 "broken, as it is longer than 1 MiB: {}"});
  CHECK(replay({Channel::json_on_stdout, text}, random_cuts(text.size(), 100'000, 1)) == whole);
}

TEST_CASE("a row need not be an object to be cut out") {
  const std::string text =
      R"({"arguments":{"torrents":[7, null,"a],\"b",[[1],{}],{"id":1} ,-1e5]},"result":"success"})";
  const Outcome whole = replay_json(text);
  CHECK(whole.error.empty());
  CHECK(whole.collected.rows ==
        std::vector<std::string>{"7", "null", R"("a],\"b")", "[[1],{}]", R"({"id":1})", "-1e5"});
  for (std::size_t at = 1; at < text.size(); ++at) {
    CHECK(replay({Channel::json_on_stdout, text}, {at}) == whole);
  }
}

TEST_CASE("frames of a --debug stream are found by their exact lines only") {
  auto framed = [](const std::string& payload, std::size_t length) {
    return "got response (len " + std::to_string(length) + "):\n--------\n" + payload +
           "\n--------\n";
  };
  auto outcome = [](const std::string& text) { return replay({Channel::debug_on_stderr, text}); };
  const std::string noise = "> POST\nHost: x\n" + std::string(100'000, 'y') + "\n\n";
  CHECK(outcome(noise + framed(ok, ok.size()) + noise).collected.rows.size() == 1);
  CHECK(outcome(noise).error.empty());
  CHECK(outcome(framed("", 0)).error.empty());
  CHECK(outcome(framed(ok + "\n", ok.size() + 1)).error.empty());
  CHECK(outcome(framed(ok, ok.size() - 1)).error == "the answer ends in the middle");
  CHECK_FALSE(outcome(framed(ok, ok.size() + 999)).error.empty());
  CHECK(outcome("got response (len 5):\n").error == "the answer ends in the middle");
  for (const char* line :
       {" got response (len 9):", "got response (len 9): ", "got response (len x):",
        "got response (len ):", "got response (len -1):"}) {
    INFO(line);
    CHECK(outcome(std::string(line) + "\n--------\n<html>...").error.empty());
  }
}
