#include "wire/wamp1.h"

#include "base/json.h"
#include "catch.h"
#include "parsed.h"

using namespace wst;
using namespace wst::wamp1;

namespace {

template <typename Kind>
Kind as(const std::string& text) {
  const auto kept = [](const std::string& message) -> Result<Message> {
    const auto parsed = parse(message);
    if (!parsed) return parsed.error();
    if (!parsed.value()) return Error{"dropped"};
    return *parsed.value();
  };
  return wst::test::parsed_as<Kind>(kept, text);
}

void check_refused(const std::string& text) {
  INFO(text);
  const auto message = parse(text);
  CHECK(!message);
  if (!message) CHECK(!message.error().message.empty());
}

void check_dropped(const std::string& text) {
  INFO(text);
  const auto message = parse(text);
  CHECK((message && !message.value()));
}

const std::string login = R"({"topic":"torrents","userId":245,"token":"385e33f741"})";

}  // namespace

TEST_CASE("each WAMP v1 message of a client is read") {
  const auto prefix = as<Prefix>(R"([1,"ex","http://example.com/simple#"])");
  CHECK(prefix.prefix == "ex");
  CHECK(prefix.uri == "http://example.com/simple#");
  const auto call = as<Call>(R"([2,"0.c72x7v3dl0o","ex:add",1,[2.0,"]"],{}])");
  CHECK(call.id == R"("0.c72x7v3dl0o")");
  CHECK(call.procedure == "ex:add");
  CHECK(call.args == R"([1,[2.0,"]"],{}])");
  CHECK(as<Call>(R"([2,"a","p"])").args == "[]");
  CHECK(as<Call>(R"([2,"a","p",[]])").args == "[[]]");
  CHECK(as<Subscribe>(R"([5,"torrents"])").topic.text == "torrents");
  CHECK(!as<Subscribe>(R"([5,"torrents"])").topic.was_object);
  CHECK(as<Unsubscribe>(R"( [ 6 , "torrents" ] )").topic.text == "torrents");
  const auto publish = as<Publish>(R"([7,"t",{ "a":1.0}])");
  CHECK(publish.topic.text == "t");
  CHECK(publish.event == R"({ "a":1.0})");
  CHECK(!publish.exclude_me);
  CHECK(publish.exclude.empty());
  CHECK(publish.eligible.empty());
}

TEST_CASE("a call's id is whatever scalar came and goes back as it was") {
  for (const std::string id : {R"("a\"b")", "7", "18446744073709551617", "1.0", "true", "null"}) {
    CHECK(as<Call>("[2," + id + R"(,"p"])").id == id);
    CHECK(call_result(id, "{}") == "[3," + id + ",{}]");
    CHECK(call_error(id, "a.b", "so") == "[4," + id + R"(,"a.b","so"])");
    for (const char* rest : {"]", ",7]", ",null]", ",[],1]", ",{\"a\":1}]"}) {
      const auto bad = as<BadCall>("[2," + id + rest);
      CHECK(bad.id == id);
      CHECK(!bad.why.empty());
    }
  }
}

TEST_CASE("a topic may be a string, a number or an object") {
  struct Topics {
    std::string sent;
    std::string text;
    bool was_object;
  };
  for (const auto& [sent, text, was_object] :
       {Topics{R"("a\u00e9")", "a\u00e9", false}, Topics{"7", "7", false},
        Topics{"-1.50", "-1.5", false}, Topics{"4000000000000", "4000000000000", false},
        Topics{json_quote(login), login, false},
        Topics{R"({ "topic" : "t", "n":1.0 })", R"({"topic":"t","n":1})", true}}) {
    for (const auto& topic :
         {as<Subscribe>("[5," + sent + "]").topic, as<Unsubscribe>("[6," + sent + "]").topic,
          as<Publish>("[7," + sent + ",1]").topic}) {
      CHECK(topic.text == text);
      CHECK(topic.was_object == was_object);
    }
  }
  for (const char* sent : {"null", "true", "[]", R"(["a"])"}) {
    check_refused("[5," + std::string(sent) + "]");
    check_refused("[6," + std::string(sent) + "]");
    check_refused("[7," + std::string(sent) + ",1]");
  }
}

TEST_CASE("a publication may exclude its publisher, or some, or be for some") {
  CHECK(as<Publish>(R"([7,"t",1,true])").exclude_me);
  CHECK(!as<Publish>(R"([7,"t",1,false])").exclude_me);
  CHECK(!as<Publish>(R"([7,"t",1,null])").exclude_me);
  CHECK(as<Publish>(R"([7,"t",1,["a","b"]])").exclude == std::vector<std::string>{"a", "b"});
  CHECK(!as<Publish>(R"([7,"t",1,["a"]])").exclude_me);
  const auto chosen = as<Publish>(R"([7,"t",1,[],["c"]])");
  CHECK(chosen.exclude.empty());
  CHECK(chosen.eligible == std::vector<std::string>{"c"});
  CHECK(as<Publish>(R"([7,"t",1,true,["c"]])").eligible == std::vector<std::string>{"c"});
  CHECK(as<Publish>(R"([7,"t",1,[],[]])").eligible.empty());
  CHECK(as<Publish>(R"([7,"t",1,[],null])").eligible.empty());
}

TEST_CASE("a publication that leaves unclear whom it is for is dropped") {
  for (const char* list : {"1", "0", R"("a")", "{}", "[1]", R"(["a",null])", "[[]]"}) {
    check_dropped(R"([7,"t",1,)" + std::string(list) + "]");
    check_dropped(R"([7,"t",1,[],)" + std::string(list) + "]");
  }
  check_dropped(R"([7,"t",1,[],true])");
}

TEST_CASE("what no client says ends a WAMP v1 connection") {
  for (const char* text : {"",
                           "null",
                           "{}",
                           "[]",
                           "[1]",
                           "[1,\"a\"]",
                           "[1,1,2]",
                           "[1,\"a\",{}]",
                           "[1,[],\"a\"]",
                           "[2]",
                           "[2,[],\"p\"]",
                           "[2,{}]",
                           "[5]",
                           "[5,\"t\",1]",
                           "[6]",
                           "[6,\"t\",1]",
                           "[7,\"t\"]",
                           "[7,\"t\",1,[],[],1]",
                           "[1,\"a\",\"b\",1]",
                           "[0,\"s\",1,\"x\"]",
                           "[3,\"a\",1]",
                           "[4,\"a\",\"b\",\"c\"]",
                           "[8,\"t\",1]",
                           "[9]",
                           "[\"5\",\"t\"]",
                           "[5.0,\"t\"]",
                           "[-5,\"t\"]",
                           "[[],1]",
                           "[5,\"\\ud800\"]",
                           "[5,\"\xff\"]",
                           "[5,\"t\"]x",
                           "hello"}) {
    check_refused(text);
  }
  for (const std::string& text :
       {std::string(R"([2,"id","p",[1,{"a":"é"}]])"), "[5," + json_quote(login) + "]",
        std::string(R"([7,"t",{"a":[]},["x"],[]])")}) {
    CHECK(parse(text));
    for (std::size_t size = 0; size < text.size(); ++size) check_refused(text.substr(0, size));
  }
  check_refused(std::string(100'000, '['));
}

TEST_CASE("a topic that is a login form is seen, and nothing else is") {
  const auto read = read_login(login);
  REQUIRE(read);
  CHECK(read->topic == "torrents");
  CHECK(read->who.user == "245");
  CHECK(read->who.token == "385e33f741");
  CHECK(read_login(R"({"topic":"t","userId":"joe"})")->who.user == "joe");
  for (const char* odd :
       {R"({"topic":"t"})", R"({"topic":"t","userId":null,"token":7})",
        R"({"topic":"t","userId":1.5,"token":null})", R"({"topic":"t","userId":[],"token":{}})"}) {
    INFO(odd);
    REQUIRE(read_login(odd));
    CHECK(read_login(odd)->who.user.empty());
    CHECK(read_login(odd)->who.token.empty());
  }
  for (const char* other : {"", "torrents", "{", "{}", "[]", R"({"topic":7})", R"({"userId":1})",
                            R"(["topic"])", R"({"topic":"t"}x)", "{torrents}"}) {
    INFO(other);
    CHECK(!read_login(other));
  }
}

TEST_CASE("a v1 client may say who it is as a plain one does, and nothing else so") {
  const auto who = as<TokenLogin>(R"( {"auth":{"user":"joe","token":"s3cret"}} )");
  CHECK(who.user == "joe");
  CHECK(who.token == "s3cret");
  for (const char* other :
       {R"({"auth":{"user":"joe"}})", R"({"auth":["joe","s3cret"]})", R"({"subscribe":"torrents"})",
        R"({"auth":{"user":"joe","token":"s3cret"},"call":"p"})", R"({"unsubscribe":"t"})"}) {
    check_refused(other);
  }
}

TEST_CASE("what a server of WAMP v1 says has its shape") {
  CHECK(welcome("Jq3v", "a/1") == R"([0,"Jq3v",1,"a/1"])");
  CHECK(call_result(R"("a")", "null") == R"([3,"a",null])");
  CHECK(event("t", "{}") == R"([8,"t",{}])");
  CHECK(event(login, R"({"a":1})") == "[8," + json_quote(login) + R"(,{"a":1}])");
}
