#include "wamp2_text.h"

using namespace wst;
using namespace wst::wamp2;
using wst::test::check_violation;

namespace {

const std::string max_id = "9007199254740992";

template <typename Kind>
Kind as(const std::string& text) {
  return wst::test::wamp2_as<Kind>(text);
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
    R"([70,6131533,{"progress":true},["x"],{}])",
    R"([8,68,6131533,{},"com.error",["so"],{"a":1}])",
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
  CHECK(subscribe.options.after == "e-5");
  CHECK(subscribe.options.invalid.empty());
  const auto unsubscribe = as<Unsubscribe>("[34,9,3]");
  CHECK(unsubscribe.request == 9);
  CHECK(unsubscribe.subscription == 3);
  const auto call = as<Call>(R"([48,10,{},"com.proc"])");
  CHECK(call.request == 10);
  CHECK(call.procedure == "com.proc");
  const auto registering = as<Register>(R"([64,11,{},"com.proc"])");
  CHECK(registering.request == 11);
  CHECK(registering.procedure == "com.proc");
  CHECK(as<Unregister>("[66,12,1]").request == 12);
  CHECK(as<Unregister>("[66,12,1]").registration == 1);
  as<Abort>(R"([3,{},"why"])");
  CHECK(as<Authenticate>(R"([5,"signature",{}])").signature == "signature");
  CHECK(as<Goodbye>(R"([6,{},"why"])").reason == "why");
  CHECK(as<Cancel>("[49,13,{}]").request == 13);
  CHECK(as<Yield>("[70,14,{}]").request == 14);
  const auto failed = as<InvocationError>(R"([8,68,15,{},"a.b"])");
  CHECK(failed.request == 15);
  CHECK(failed.uri == "a.b");
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
        Elements{"66", {"1", "2", "{}"}}, Elements{"70", {"1", "{}", "[]", "{}"}},
        Elements{"8", {"68", "1", "{}", R"("a")", "[]", "{}"}}}) {
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
      const bool carries = message.valid[i] == "[]" || (i > 0 && message.valid[i - 1] == "[]");
      if (carries) CHECK(parse(text(i, "null")));
      for (const std::string other : {"null", "true", "-1", R"("x")", "{}", "[]"}) {
        if (carries && other == "null") continue;
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
  for (const std::string id :
       {"0", "-1", "1.5", "1.0", "1e3", "\"1\"", "null", "true", "[1]", "9007199254740993",
        "9007199254740994", "1e300", "18446744073709551617"}) {
    for (const char* code : {"16", "32", "48", "64"}) {
      check_violation("[" + std::string(code) + "," + id + R"(,{},"t"])");
    }
    check_violation("[49," + id + ",{}]");
    check_violation("[70," + id + ",{}]");
    check_violation("[8,68," + id + ",{},\"a\"]");
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
                           "[32.0,1,{},\"t\"]",
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
                           "[8,48,1,{},\"a\"]",
                           "[8,68.0,1,{},\"a\"]",
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

TEST_CASE("a violation is told with the message and what is wrong with it") {
  for (const auto& [text, why] : std::vector<std::pair<std::string, std::string>>{
           {"{}", "a message must be a JSON array"},
           {"[]", "a message must have a type"},
           {"[32.5,1]", "the message type must be an integer"},
           {"[2,1,{}]", "message type 2 is not for a router"},
           {"[34,1]", "UNSUBSCRIBE: element 2 is missing"},
           {"[34,1,1.5]", "UNSUBSCRIBE: element 2 must be an id, an integer from 1 to 2^53"},
           {"[49,1,{},2]", "CANCEL: there are too many elements"},
           {"[48,1,{},7]", "CALL: element 3 must be a string"},
           {"[48,1,[],\"p\"]", "CALL: element 2 must be a dictionary"},
           {"[48,1,{},\"p\",{}]", "CALL: element 4 must be a list of arguments"},
           {"[48,1,{},\"p\",[],[]]", "CALL: element 5 must be a dictionary of arguments"},
           {"[49,1,{\"mode\":\"x\"}]",
            "CANCEL: option \"mode\" must be skip, kill or killnowait"}}) {
    CHECK(check_violation(text) == why);
  }
}
