#include "base/salvage.h"

#include <random>

#include "base/json.h"
#include "catch.h"
#include "transmission/json_repair.h"

using namespace wst;

namespace {

std::string salvaged(std::string_view text) {
  Salvage salvage(repair_json);
  salvage.feed(text);
  return salvage.object();
}

}  // namespace

TEST_CASE("what is short, whole and simple is salvaged of an object, in its order") {
  struct Case {
    std::string text, kept;
  };
  const auto [text, kept] = GENERATE(
      Case{R"({"id":7,"name":"a, } \" \\","x":nan,"done":true})",
           R"({"id":7,"name":"a, } \" \\","done":true})"},
      Case{R"( { "id" : 7 , "files" : [ 1, {"id":8} ], "rate" : -1.5e3 } )",
           R"({"id":7,"rate":-1.5e3})"},
      Case{R"({"id":7,"x":{"y":[{}]},"z":null})", R"({"id":7,"z":null})"},
      Case{R"({"id":7,"name":"cut)", R"({"id":7})"},
      Case{R"({"name":"\u1f3ac","a":"b)", "{\"name\":\"🎬\"}"}, Case{R"({"a":1}})", R"({"a":1})"},
      Case{"{}", "{}"}, Case{"", "{}"}, Case{"null", "{}"}, Case{"[1,2]", "{}"},
      Case{R"({"a":1,,"b":2,"c"})", R"({"a":1,"b":2})"},
      Case{R"({"id":7}{"id":8})", R"({"id":7,"id":8})"});
  INFO(text);
  CHECK(salvaged(text) == kept);
}

TEST_CASE("what is long is not kept, whatever it is, and all that is kept is bounded") {
  const std::string long_text(20u << 10, 'x');
  CHECK(salvaged(R"({"comment":")" + long_text + R"(","id":7})") == R"({"id":7})");
  std::string many = "{\"id\":7";
  for (int i = 0; i < 1'000; ++i)
    many += ",\"" + std::to_string(i) + "\":\"" + long_text.substr(10'000) + '"';
  const std::string kept = salvaged(many + "}");
  CHECK(kept.size() < (300u << 10));
  CHECK(kept.size() > (200u << 10));
  CHECK(Json::parse(kept));
}

TEST_CASE("whatever is fed, in whichever pieces, what is salvaged is a JSON object and the same") {
  std::minstd_rand random(1);
  const std::string_view alphabet = R"({}[]",:\ 1na"":,,)";
  for (int i = 0; i < 20'000; ++i) {
    std::string text = "{\"a\":1,";
    while (random() % 40 != 0) text += alphabet[random() % alphabet.size()];
    const std::string whole = salvaged(text);
    const auto json = Json::parse(whole);
    REQUIRE(json);
    REQUIRE(json->view().is_object());
    Salvage pieces(repair_json);
    for (const char c : text) pieces.feed({&c, 1});
    REQUIRE(pieces.object() == whole);
  }
}
