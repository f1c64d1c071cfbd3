#include "base/json.h"

#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "base/utf8.h"
#include "catch.h"

using namespace wst;
using namespace std::string_literals;

namespace {

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

}  // namespace

TEST_CASE("one JSON value with white space around it is a document") {
  for (const char* text : {"{}", "[]", "\"\"", "0", "-0", "1.5e-3", "true", "null",
                           " \t\r\n{\"a\" : [1 , 2]} \n", "\"\\ud83c\\udfac\"", "\"\\\\u0000\"",
                           "\"\xF0\x9F\x8E\xAC\"", "\"\\\"\\/\\b\\f\\n\\r\\t\""}) {
    INFO(text);
    CHECK(Json::parse(text));
  }
}

TEST_CASE("what is not exactly one valid JSON value is refused") {
  const std::vector<std::string> refused = {"",
                                            " ",
                                            "{} x",
                                            "{}{}",
                                            "[1,]",
                                            "{\"a\":}",
                                            "{\"a\" 1}",
                                            "[1 2]",
                                            "{]",
                                            "]",
                                            "tru",
                                            "True",
                                            "NaN",
                                            "01",
                                            "-",
                                            "1.",
                                            ".5",
                                            "1e",
                                            "+1",
                                            "'a'",
                                            "\"open",
                                            "\"\\",
                                            "\"\\u12\"",
                                            "\"\\u12g4\"",
                                            "\"\\x41\"",
                                            "\"a\x01z\"",
                                            "\"a\nz\"",
                                            "\"\xFF\"",
                                            "\"\xED\xA0\x80\"",
                                            "\"\\ud83c\"",
                                            "\"\\udfac\"",
                                            "\"\\ud83c\\u0041\"",
                                            "\"\\ud83cx\"",
                                            "\"\\u0000\"",
                                            "{\"\\u0000\":1}",
                                            "\"\0\""s,
                                            "{}\0"s,
                                            "\0{}"s,
                                            "\x0B{}",
                                            "\xEF\xBB\xBF{}"};
  for (const std::string& text : refused) {
    INFO(text);
    CHECK_FALSE(Json::parse(text));
  }
}

TEST_CASE("64 levels are read, 65 and a million are refused") {
  CHECK(Json::parse(nested(64)));
  CHECK_FALSE(Json::parse(nested(65)));
  CHECK_FALSE(Json::parse(std::string(1'000'000, '[')));
}

TEST_CASE("a view answers with absence for whatever is not there") {
  auto json = Json::parse(R"({"n":1.5,"i":7,"s":"x","b":true,"z":null,"a":[1,[2]],"i":8,"I":9})");
  REQUIRE(json);
  JsonView v = json->view();
  CHECK(v["n"].number() == 1.5);
  CHECK_FALSE(v["n"].integer());
  CHECK(v["i"].integer() == 8);
  CHECK(v["s"].string() == "x");
  CHECK_FALSE(v["s"].number());
  CHECK(v["b"].boolean() == true);
  CHECK(v["z"].is_null());
  CHECK(v["a"].at(1).at(0).integer() == 2);
  CHECK(v["a"].size() == 2);
  CHECK(v.at(0).key() == "n");
  CHECK_FALSE(v["no"].present());
  CHECK_FALSE(v["no"]["such"].at(3).first().next().string());
  CHECK_FALSE(v["a"].at(2).present());
  CHECK(JsonView().size() == 0);
  CHECK(JsonView().key().empty());
}

TEST_CASE("integers are exact within 2^53 and refused beyond") {
  CHECK(Json::parse("9007199254740992")->view().integer() == 9007199254740992);
  CHECK(Json::parse("-9007199254740992")->view().integer() == -9007199254740992);
  CHECK_FALSE(Json::parse("9007199254740994")->view().integer());
  CHECK_FALSE(Json::parse("1e999")->view().number());
}

TEST_CASE("the text of a document is compact and the document's own") {
  for (const char* text :
       {"{}", "[]", R"({"a":[1,{"b":null},[],{}],"c":"\"\\\n\u0001é","d":[true,false]})",
        "[-1,0.1,4000000000000,1e+300]"}) {
    CHECK(Json::parse(text)->view().text() == text);
  }
  CHECK(Json::parse(" [ 1.0 , 0.10 ] ")->view().text() == "[1,0.1]");
}

TEST_CASE("what is quoted reads back as it was") {
  std::string every;
  for (char c = 1; c < 127; ++c) every += c;
  every += "\x7F \xC3\xA9 \xE2\x80\xA8 \xF0\x9F\x8E\xAC";
  CHECK(Json::parse(json_quote(every))->view().string() == every);
  CHECK(json_quote("") == "\"\"");
  CHECK(json_quote("\x1B\"\\\n") == R"("\u001b\"\\\n")");
  CHECK(json_quote("\x7F") == "\"\x7F\"");
}

TEST_CASE("numbers are written as short as they read back") {
  const double infinity = std::numeric_limits<double>::infinity();
  const std::vector<std::pair<double, std::string>> table = {{0, "0"},
                                                             {-0.0, "0"},
                                                             {-2, "-2"},
                                                             {0.1, "0.1"},
                                                             {1e15, "1000000000000000"},
                                                             {4e12, "4000000000000"},
                                                             {0.9999, "0.9999"},
                                                             {infinity, "0"},
                                                             {-infinity, "0"},
                                                             {std::nan(""), "0"}};
  for (const auto& [value, text] : table) CHECK(json_number(value) == text);
  for (double value : {1.0 / 3, 1e300, 5e-324, 9007199254740994.0, -1.8392270803451539}) {
    CHECK(Json::parse(json_number(value))->view().number() == value);
  }
}
