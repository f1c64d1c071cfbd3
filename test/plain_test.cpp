#include "wire/plain.h"

#include "base/json.h"
#include "base/result.h"
#include "catch.h"
#include "parsed.h"

using namespace wst;
using namespace wst::plain;

namespace {

template <typename Kind>
Kind as(const std::string& text) {
  const auto understood = [](const std::string& message) -> Result<Message> {
    const auto parsed = parse(message);
    if (const auto* known = std::get_if<Message>(&parsed)) return *known;
    return Error{std::get<Malformed>(parsed).why};
  };
  return wst::test::parsed_as<Kind>(understood, text);
}

/// What is said of `text`, which is malformed, in words that can be sent.
Malformed refused(const std::string& text) {
  INFO(text);
  const auto message = parse(text);
  REQUIRE(std::holds_alternative<Malformed>(message));
  const auto& malformed = std::get<Malformed>(message);
  CHECK(!malformed.why.empty());
  CHECK(Json::parse(error("a.b", malformed.why, malformed.id)));
  return malformed;
}

}  // namespace

TEST_CASE("the five plain messages are read") {
  CHECK(as<Subscribe>(R"({"subscribe":"torrents"})").topic == "torrents");
  CHECK(as<Subscribe>(R"({"subscribe":"torrents"})").options.after.empty());
  CHECK(as<Subscribe>(R"({"after":"e-5","subscribe":"t"})").options.after == "e-5");
  CHECK(as<Unsubscribe>(R"( { "unsubscribe" : "torrents" } )").topic == "torrents");
  const auto call = as<Call>(R"({"call":"torrent.stop","args":{ "ids":[7]},"id":1})");
  CHECK(call.procedure == "torrent.stop");
  CHECK(call.args == R"({ "ids":[7]})");
  CHECK(!call.progress);
  CHECK(as<Call>(R"({"call":"p","progress":true})").progress);
  CHECK(as<Call>(R"({"call":"p"})").args == "{}");
  CHECK(as<Cancel>(R"({"cancel":1})").id == "1");
  CHECK(as<Cancel>(R"({"cancel":"a"})").id == R"("a")");
  const auto auth = as<TokenLogin>(R"({"auth":{"user":"joe","token":"s3cret"}})");
  CHECK(auth.user == "joe");
  CHECK(auth.token == "s3cret");
}

TEST_CASE("a plain subscription may log in, by an object or by a string that is one") {
  for (const std::string user : {"245", "\"245\""}) {
    const std::string form = R"({"token":"s3cret","topic":"torrents","userId":)" + user + "}";
    for (const std::string& topic : {form, json_quote(form)}) {
      const auto subscribe = as<Subscribe>(R"({"after":"e-5","subscribe":)" + topic + "}");
      CHECK(subscribe.topic == "torrents");
      CHECK(subscribe.options.after == "e-5");
      REQUIRE(subscribe.login);
      CHECK(subscribe.login->user == "245");
      CHECK(subscribe.login->token == "s3cret");
    }
  }
  CHECK(!as<Subscribe>(R"({"subscribe":"torrents"})").login);
  CHECK(!as<Subscribe>(R"({"subscribe":"{}"})").login);
}

TEST_CASE("where a key stands twice the last one counts") {
  CHECK(as<Subscribe>(R"({"subscribe":"a","subscribe":"b"})").topic == "b");
  const auto call = as<Call>(R"({"id":1,"args":{},"call":"p","args":{"a":1},"id":2})");
  CHECK(call.id == "2");
  CHECK(call.args == R"({"a":1})");
}

TEST_CASE("the id of a call comes back as it was") {
  for (const std::string id :
       {"1", "-2.5", "1.0", "18446744073709551617", R"("a\"b")", "null", R"("é")", R"("\u0041")"}) {
    INFO(id);
    const auto call = as<Call>(R"({"call":"p","id": )" + id + " }");
    CHECK(call.id == id);
    CHECK(error("a.b", "so", call.id) == R"({"error":"a.b","message":"so","id":)" + id + "}");
    CHECK(result(R"({"ok":true})", call.id) == R"({"result":{"ok":true},"id":)" + id + "}");
    CHECK(progress(R"({"n":1})", call.id) == R"({"progress":{"n":1},"id":)" + id + "}");
    if (id != "null") CHECK(as<Cancel>("{\"cancel\":" + id + "}").id == id);
  }
  CHECK(as<Call>(R"({"call":"p"})").id.empty());
}

TEST_CASE("a wrong message is answered with what is wrong in it, and with its id") {
  struct Row {
    std::string text;
    std::string why;
    std::string id = {};
  };
  const std::string a_topic = " must be the name of a topic, a string";
  const std::string or_login =
      ", or an object that also logs in such as "
      R"({"topic":"torrents","userId":"...","token":"..."})";
  for (const auto& [text, why, id] :
       {Row{R"({"subscribe":7})", "\"subscribe\"" + a_topic + or_login},
        Row{R"({"subscribe":"t","fields":"name"})",
            R"("fields" must be an array of names such as ["name","eta"])"},
        Row{R"({"subscribe":"t","fields":["name",1]})",
            R"("fields" must be an array of names such as ["name","eta"])"},
        Row{R"({"subscribe":"t","after":1})", R"("after" must be a cursor, a string)"},
        Row{R"({"subscribe":"t","id":1})",
            R"(with "subscribe" there is no key "id"; there may be "after", "fields")", "1"},
        Row{R"({"unsubscribe":{}})", "\"unsubscribe\"" + a_topic},
        Row{R"({"unsubscribe":"t","after":"x"})", R"(with "unsubscribe" there is no key "after")"},
        Row{R"({"call":1,"id":"a"})", R"("call" must be the name of a procedure, a string)",
            R"("a")"},
        Row{R"({"call":"p","args":[1],"id":2})", R"("args" must be an object such as {"ids":[7]})",
            "2"},
        Row{R"({"call":"p","progress":1})", R"("progress" must be true or false)"},
        Row{R"({"call":"p","arg":{},"id":3})",
            R"(with "call" there is no key "arg"; there may be "args", "id", "progress")", "3"},
        Row{R"({"call":"p","id":[1]})", R"("id" must be a number or a string)"},
        Row{R"({"call":"p","subscribe":"t","id":4})",
            R"("call" and "subscribe" must be two messages)", "4"},
        Row{R"({"cancel":null})", R"("cancel" must be the id of a call, a number or a string)"},
        Row{R"({"cancel":1,"call":"p"})", R"("cancel" and "call" must be two messages)"},
        Row{R"({"cancel":1,"mode":"kill"})", R"(with "cancel" there is no key "mode")"},
        Row{R"({"auth":{"user":"a"}})",
            R"("auth" must be an object with the strings "user" and "token")"}}) {
    const auto malformed = refused(text);
    CHECK(malformed.why == why);
    CHECK(malformed.id == id);
  }
  CHECK(refused("{").why.find("this is not JSON") == 0);
  CHECK(refused(R"({"id":5})").why.find("a message is one JSON object") == 0);
  CHECK(refused(R"({"id":5})").id == "5");
}

TEST_CASE("neither a secret nor a long key is said again") {
  for (const char* auth : {R"({"user":"a","token":"s3cret","x":1})",
                           R"({"user":1,"token":"s3cret"})", R"(["s3cret"])", R"("s3cret")"}) {
    const auto why = refused(R"({"auth":)" + std::string(auth) + "}").why;
    CHECK(why.find("s3cret") == std::string::npos);
  }
  const std::string key(10'000, 'k');
  CHECK(refused("{\"call\":\"p\",\"" + key + "\":1}").why.size() < 200);
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
                           R"({"subscribe":{"topic":7}})",
                           R"({"subscribe":{"userId":1,"token":"x"}})",
                           R"({"unsubscribe":true})",
                           R"({"call":1})",
                           R"({"call":"p","id":{}})",
                           R"({"call":"p","id":true})",
                           R"({"call":"p","args":null})",
                           R"({"call":"p","":1})",
                           R"({"cancel":[1]})",
                           R"({"cancel":true})",
                           R"({"auth":null})",
                           R"({"subscribe":"t","other":[1,{}]})",
                           R"({"call":"p","id":[1]})",
                           R"({"subscribe":"t","after":1})",
                           R"({"subscribe":"t","after":null})",
                           R"({"subscribe":"\ud800"})",
                           "{\"subscribe\":\"\xff\"}",
                           R"({"subscribe":"t"}x)"}) {
    refused(text);
  }
  refused(std::string(100'000, '{'));
}

TEST_CASE("every truncation of a valid plain message is refused") {
  for (const std::string text :
       {R"({"subscribe":"torrents.delta","after":"ab-12"})", R"({"unsubscribe":"é🎬\ud83c\udfac"})",
        R"({"call":"torrent.stop","args":{"ids":[7,1.5e3]},"id":"x"})"}) {
    CHECK(std::holds_alternative<Message>(parse(text)));
    for (std::size_t size = 0; size < text.size(); ++size) refused(text.substr(0, size));
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
  CHECK(unsubscribed("t", "so") == R"({"unsubscribed":"t","reason":"so"})");
  CHECK(authenticated("joe") == R"({"authenticated":"joe"})");
  CHECK(authenticated("joe", "n\"1") == R"({"authenticated":"joe","token":"n\"1"})");
  CHECK(result("{}", "") == R"({"result":{}})");
  CHECK(progress("{}", "") == R"({"progress":{}})");
  CHECK(event("t", R"({"a":1})") == R"({"event":"t","data":{"a":1}})");
  CHECK(error("a.b", "so") == R"({"error":"a.b","message":"so"})");
}
