#include "wire/wamp2.h"

#include "catch.h"
#include "parsed.h"

using namespace wst;
using namespace wst::wamp2;

namespace {

const std::string max_id = "9007199254740992";

/// The message of that kind which `text` must be.
template <typename Kind>
Kind as(const std::string& text) {
  return wst::test::parsed_as<Kind>(parse, text);
}

void check_violation(const std::string& text) {
  INFO(text);
  const auto message = parse(text);
  CHECK(!message);
  if (message) return;
  CHECK(!message.error().message.empty());
  // It goes out again in an ABORT, so it must be fit for that.
  CHECK(Json::parse(abort("wamp.error.protocol_violation", message.error().message)));
}

const std::vector<std::string> valid_messages = {
    R"([1,"wstorrent",{"roles":{"subscriber":{},"caller":{}},"authmethods":[],"agent":"é🎬"}])",
    R"([3,{"message":"so long"},"wamp.close.normal"])",
    R"([3,{},"wamp.close.normal",[1],{"a":2}])",
    R"([5,"signature",{}])",
    R"([6,{},"wamp.close.close_realm"])",
    R"([16,239714735,{"acknowledge":true,"exclude":[1],"eligible_authid":["x"]},"a.b",["x"],{}])",
    R"([32,1,{"match":"exact","get_retained":true,"after":"ab-1","other":[{}]},"torrents"])",
    R"([34,70,5512315355])",
    R"([34,70,5512315355,{}])",
    R"([48,7814135,{"timeout":1000},"com.proc",["Hello, \"world\"\u00e9\ud83c\udfac"],{"k":[1.5e3]}])",
    R"([49,7814135,{"mode":"kill"}])",
    R"([64,25349185,{},"com.proc"])",
    R"([66,788923562,2103333224])",
};

}  // namespace

TEST_CASE("each message a client may send is read as what it is") {
  const auto hello = as<Hello>(R"([1,"realm1",{"roles":{"subscriber":{}}}])");
  CHECK(hello.realm == "realm1");
  CHECK(hello.has_roles);
  const auto publish = as<Publish>(R"([16,7,{"acknowledge":true},"a.b"])");
  CHECK(publish.request == 7);
  CHECK(publish.acknowledge);
  CHECK(publish.topic == "a.b");
  CHECK(!as<Publish>(R"([16,7,{"acknowledge":false},"a.b"])").acknowledge);
  CHECK(!as<Publish>(R"([16,7,{},"a.b"])").acknowledge);
  const auto subscribe = as<Subscribe>(R"([32,8,{"after":"e-5"},"torrents"])");
  CHECK(subscribe.request == 8);
  CHECK(subscribe.match == Match::exact);
  CHECK(subscribe.topic == "torrents");
  CHECK(subscribe.after == "e-5");
  CHECK(subscribe.after_valid);
  const auto unsubscribe = as<Unsubscribe>("[34,9,3]");
  CHECK(unsubscribe.request == 9);
  CHECK(unsubscribe.subscription == 3);
  const auto call = as<Call>(R"([48,10,{},"com.proc"])");
  CHECK(call.request == 10);
  CHECK(call.procedure == "com.proc");
  CHECK(as<Register>(R"([64,11,{},"com.proc"])").request == 11);
  CHECK(as<Unregister>("[66,12,1]").request == 12);
  as<Abort>(R"([3,{},"why"])");
  as<Authenticate>(R"([5,"signature",{}])");
  as<Goodbye>(R"([6,{},"why"])");
  as<Cancel>("[49,13,{}]");
}

TEST_CASE("roles are there only if one is named") {
  for (const char* details :
       {"{}", R"({"roles":{}})", R"({"roles":[]})", R"({"roles":"caller"})"}) {
    INFO(details);
    CHECK(!as<Hello>(std::string(R"([1,"r",)") + details + "]").has_roles);
  }
}

TEST_CASE("a subscription may match in three ways") {
  CHECK(as<Subscribe>(R"([32,1,{"match":"exact"},"a"])").match == Match::exact);
  CHECK(as<Subscribe>(R"([32,1,{"match":"prefix"},"a"])").match == Match::prefix);
  CHECK(as<Subscribe>(R"([32,1,{"match":"wildcard"},"a"])").match == Match::wildcard);
  CHECK(!as<Subscribe>(R"([32,1,{"after":7},"a"])").after_valid);
}

TEST_CASE("white space, empty payloads and unknown options are accepted") {
  for (const auto& text : valid_messages) {
    INFO(text);
    CHECK(parse(text));
    CHECK(parse(" \r\n\t" + text + "\n"));
  }
  as<Call>(R"([ 48 , 1 , { } , "p" , [ ] , { } ])");
  as<Call>(R"([48,1,{},"p",[]])");
  as<Publish>(R"([16,1,{},"t",[],{}])");
}

TEST_CASE("every truncation of a valid message is a violation") {
  for (const auto& text : valid_messages) {
    for (std::size_t size = 0; size < text.size(); ++size) check_violation(text.substr(0, size));
  }
}

TEST_CASE("every message with one element changed to another type is a violation") {
  struct Elements {
    std::string code;
    std::vector<std::string> valid;
  };
  for (const Elements& message :
       {Elements{"1", {R"("r")", R"({"roles":{"caller":{}}})"}},
        Elements{"3", {"{}", R"("a")", "[]", "{}"}}, Elements{"5", {R"("s")", "{}"}},
        Elements{"6", {"{}", R"("a")", "[]", "{}"}},
        Elements{"16", {"1", "{}", R"("a")", "[]", "{}"}}, Elements{"32", {"1", "{}", R"("a")"}},
        Elements{"34", {"1", "2", "{}"}}, Elements{"48", {"1", "{}", R"("a")", "[]", "{}"}},
        Elements{"49", {"1", "{}"}}, Elements{"64", {"1", "{}", R"("a")"}},
        Elements{"66", {"1", "2", "{}"}}}) {
    const auto text = [&](std::size_t changed, const std::string& to) {
      std::string out = "[" + message.code;
      for (std::size_t i = 0; i < message.valid.size(); ++i) {
        out += "," + (i == changed ? to : message.valid[i]);
      }
      return out + "]";
    };
    const std::string whole = text(message.valid.size(), "");
    INFO(whole);
    CHECK(parse(whole));
    check_violation(whole.substr(0, whole.size() - 1) + ",1]");
    for (std::size_t i = 0; i < message.valid.size(); ++i) {
      for (const std::string other : {"null", "true", "-1", R"("x")", "{}", "[]"}) {
        if (other.front() != message.valid[i].front()) check_violation(text(i, other));
      }
    }
  }
}

TEST_CASE("an id is an integer from 1 to 2^53") {
  for (const std::string& id : {std::string("1"), std::string("493403646080524"), max_id}) {
    CHECK(std::to_string(as<Subscribe>("[32," + id + R"(,{},"t"])").request) == id);
    CHECK(std::to_string(as<Unsubscribe>("[34,1," + id + "]").subscription) == id);
  }
  for (const std::string id : {"0", "-1", "1.5", "\"1\"", "null", "true", "[1]", "9007199254740993",
                               "9007199254740994", "1e300", "18446744073709551617"}) {
    for (const char* code : {"16", "32", "48", "64"}) {
      check_violation("[" + std::string(code) + "," + id + R"(,{},"t"])");
    }
    check_violation("[49," + id + ",{}]");
    for (const char* code : {"34", "66"}) {
      check_violation("[" + std::string(code) + "," + id + ",1]");
      check_violation("[" + std::string(code) + ",1," + id + "]");
    }
  }
  CHECK(parse(R"([48,1,{},"p",[9007199254740993]])"));
}

TEST_CASE("what is not a message for a router is a violation") {
  for (const char* text : {"",
                           " ",
                           "null",
                           "7",
                           "\"text\"",
                           "{}",
                           "[]",
                           "[[]]",
                           "[{}]",
                           "[null]",
                           "[1]",
                           "[32]",
                           "[\"32\",1,{},\"t\"]",
                           "[32.5,1,{},\"t\"]",
                           "[true,1,{},\"t\"]",
                           "[-32,1,{},\"t\"]",
                           "[0,1]",
                           "[2,1,{}]",
                           "[4,\"ticket\",{}]",
                           "[8,32,1,{},\"a\"]",
                           "[17,1,2]",
                           "[33,1,2]",
                           "[35,1]",
                           "[36,1,2,{}]",
                           "[50,1,{}]",
                           "[65,1,2]",
                           "[67,1]",
                           "[68,1,2,{}]",
                           "[69,1,{}]",
                           "[70,1,{}]",
                           "[256,1]",
                           "[300]",
                           "[1e99]",
                           "hello",
                           "[32,1,{},\"t\"]x",
                           "[32,1,{},\"t\"",
                           "[32,1,{},\"t\",]",
                           "[32,1,{},'t']",
                           "[32,1,{},\"\\ud800\"]",
                           "[32,1,{},\"\\udc00\"]",
                           "[32,1,{},\"\\u0000\"]",
                           "[32,1,{},\"\xff\"]",
                           "[32,1,{},\"\xed\xa0\x80\"]"}) {
    check_violation(text);
  }
  check_violation("[\"" + std::string(39, 'x') + "\u00e9\"]");
  check_violation(std::string(100'000, '['));
}

TEST_CASE("an option of the wrong type is a violation") {
  for (const char* option : {"acknowledge", "exclude_me", "disclose_me", "retain"}) {
    for (const char* value : {"1", "null", "\"true\"", "[]", "{}"}) {
      check_violation("[16,1,{\"" + std::string(option) + "\":" + value + "},\"t\"]");
    }
  }
  for (const char* option : {"exclude", "exclude_authid", "exclude_authrole", "eligible",
                             "eligible_authid", "eligible_authrole"}) {
    for (const char* value : {"1", "null", "\"a\"", "true", "{}"}) {
      check_violation("[16,1,{\"" + std::string(option) + "\":" + value + "},\"t\"]");
    }
    CHECK(parse("[16,1,{\"" + std::string(option) + "\":[]},\"t\"]"));
  }
  for (const char* option :
       {R"("match":1)", R"("match":null)", R"("match":"regex")", R"("match":true)",
        R"("get_retained":1)", R"("get_retained":"yes")", R"("get_retained":null)"}) {
    check_violation("[32,1,{" + std::string(option) + "},\"t\"]");
  }
}

TEST_CASE("where an option stands twice the last one counts") {
  CHECK(as<Publish>(R"([16,1,{"acknowledge":false,"acknowledge":true},"t"])").acknowledge);
}

TEST_CASE("a topic is read as it was meant and quoted as it was read") {
  for (const std::string topic : {"a.b", "\"", "\\", "\n", "\u00e9", "🎬", "a b", ""}) {
    INFO(topic);
    const std::string text = "[32,5,{},\n" + json_quote(topic) + "]";
    CHECK(as<Subscribe>(text).topic == topic);
    const auto answer = Json::parse(error(Request::subscribe, 5, "a.b", topic));
    REQUIRE(answer);
    CHECK(answer->view().at(5).at(0).string() == topic);
  }
}

TEST_CASE("what a router says has the shape of the specification") {
  CHECK(abort("a.b", "") == R"([3,{},"a.b"])");
  CHECK(abort("a.b", "so") == R"([3,{"message":"so"},"a.b"])");
  CHECK(goodbye("a.b") == R"([6,{},"a.b"])");
  CHECK(error(Request::call, 7, "a.b", "so") == R"([8,48,7,{},"a.b",["so"]])");
  CHECK(subscribed(7, 3) == "[33,7,3]");
  CHECK(unsubscribed(7) == "[35,7]");
  CHECK(event(3, 9, true, "{\"a\":1}") == R"([36,3,9,{"retained":true},[{"a":1}]])");
  CHECK(event(3, 9, false, "{}") == "[36,3,9,{},[{}]]");
}

TEST_CASE("WELCOME names both roles, each with its features, and no other") {
  const auto document = Json::parse(welcome(77, "wstorrent", "agent/1"));
  REQUIRE(document);
  const auto details = document->view().at(2);
  CHECK(document->view().at(0).integer() == 2);
  CHECK(document->view().at(1).integer() == 77);
  CHECK(details["realm"].string() == "wstorrent");
  CHECK(details["agent"].string() == "agent/1");
  CHECK(details["roles"].size() == 2);
  CHECK(details["roles"]["broker"]["features"].is_object());
  CHECK(details["roles"]["dealer"]["features"].is_object());
  CHECK(!details["roles"]["dealer"]["features"]["call_canceling"].present());
}

TEST_CASE("a URI has no blanks, no hashes and no empty components") {
  for (const char* uri : {"a", "torrents", "torrents.delta", "a.b.c", "com.Example.x-1", "\u00e9.b",
                          "{\"topic\":\"torrents\"}", "wamp.error", "a:b/c"}) {
    INFO(uri);
    CHECK(is_uri(uri));
  }
  for (const char* text : {"", ".", "..", ".a", "a.", "a..b", "a b", " a", "a ", "a\tb", "a\nb",
                           "a\rb", "a\fb", "a\vb", "a#b", "#", "a.#.b"}) {
    INFO(text);
    CHECK(!is_uri(text));
  }
}
