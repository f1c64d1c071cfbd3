#include "wire/plain.h"

#include "base/json.h"
#include "catch.h"
#include "parsed.h"

using namespace wst;
using namespace wst::plain;

namespace {

template <typename Kind>
Kind as(const std::string& text) {
  return wst::test::parsed_as<Kind>(parse, text);
}

void check_refused(const std::string& text) {
  INFO(text);
  const auto message = parse(text);
  CHECK(!message);
  if (message) return;
  CHECK(!message.error().message.empty());
  CHECK(Json::parse(error("a.b", message.error().message)));
}

}  // namespace

TEST_CASE("the three plain messages are read") {
  CHECK(as<Subscribe>(R"({"subscribe":"torrents"})").topic == "torrents");
  CHECK(as<Subscribe>(R"({"subscribe":"torrents"})").after.empty());
  CHECK(as<Subscribe>(R"({"after":"e-5","subscribe":"t"})").after == "e-5");
  CHECK(as<Unsubscribe>(R"( { "unsubscribe" : "torrents" } )").topic == "torrents");
  CHECK(as<Call>(R"({"call":"torrent.stop","args":{"ids":[7]},"id":1})").procedure ==
        "torrent.stop");
  CHECK(as<Subscribe>(R"({"subscribe":"t","other":[1,{}]})").topic == "t");
}

TEST_CASE("the id of a call comes back as it was") {
  struct Ids {
    const char* sent;
    const char* kept;
  };
  for (const Ids& id : {Ids{"1", "1"}, Ids{"-2.5", "-2.5"}, Ids{R"("a\"b")", R"("a\"b")"},
                        Ids{"null", "null"}, Ids{R"("é")", R"("é")"}}) {
    INFO(id.sent);
    const auto call = as<Call>(R"({"call":"p","id":)" + std::string(id.sent) + "}");
    CHECK(call.id == id.kept);
    CHECK(error("a.b", "so", call.id) ==
          R"({"error":"a.b","message":"so","id":)" + std::string(id.kept) + "}");
  }
  CHECK(as<Call>(R"({"call":"p"})").id.empty());
}

TEST_CASE("what is no plain message is refused with words that can be sent") {
  for (const char* text : {"",
                           " ",
                           "null",
                           "7",
                           "\"subscribe\"",
                           "[]",
                           "{}",
                           "[32,1,{},\"t\"]",
                           "subscribe torrents",
                           R"({"Subscribe":"t"})",
                           R"({"event":"t"})",
                           R"({"subscribe":7})",
                           R"({"subscribe":null})",
                           R"({"subscribe":["t"]})",
                           R"({"subscribe":{"topic":"t"}})",
                           R"({"unsubscribe":true})",
                           R"({"call":1})",
                           R"({"call":"p","id":{}})",
                           R"({"call":"p","id":[1]})",
                           R"({"subscribe":"t","after":1})",
                           R"({"subscribe":"t","after":null})",
                           R"({"subscribe":"\ud800"})",
                           "{\"subscribe\":\"\xff\"}",
                           R"({"subscribe":"t"}x)"}) {
    check_refused(text);
  }
  check_refused(std::string(100'000, '{'));
}

TEST_CASE("every truncation of a valid plain message is refused") {
  for (const std::string text :
       {R"({"subscribe":"torrents.delta","after":"ab-12"})", R"({"unsubscribe":"é🎬\ud83c\udfac"})",
        R"({"call":"torrent.stop","args":{"ids":[7,1.5e3]},"id":"x"})"}) {
    CHECK(parse(text));
    for (std::size_t size = 0; size < text.size(); ++size) check_refused(text.substr(0, size));
  }
}

TEST_CASE("a name is read as it was meant and quoted as it was read") {
  for (const std::string name : {"t", "\"", "\\", "\n", "é", "🎬", "a b", "</script>"}) {
    INFO(name);
    CHECK(as<Subscribe>("{\"subscribe\":" + json_quote(name) + "}").topic == name);
    for (const std::string& text : {subscribed(name), unsubscribed(name), event(name, "{}")}) {
      const auto document = Json::parse(text);
      REQUIRE(document);
      CHECK(document->view().first().string() == name);
    }
  }
}

TEST_CASE("what is said in plain is one object") {
  CHECK(subscribed("t") == R"({"subscribed":"t"})");
  CHECK(unsubscribed("t") == R"({"unsubscribed":"t"})");
  CHECK(event("t", R"({"a":1})") == R"({"event":"t","data":{"a":1}})");
  CHECK(error("a.b", "so") == R"({"error":"a.b","message":"so"})");
}
