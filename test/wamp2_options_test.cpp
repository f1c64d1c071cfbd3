#include "wamp2_text.h"

using namespace wst;
using namespace wst::wamp2;
using wst::test::check_violation;

namespace {

template <typename Kind>
Kind as(const std::string& text) {
  return wst::test::wamp2_as<Kind>(text);
}

/// A message of each type with options, those being `options`.
std::string with(const std::string& code, const std::string& options) {
  if (code == "1") return "[1,\"r\"," + options + "]";
  if (code == "49" || code == "70") return "[" + code + ",1," + options + "]";
  return "[" + code + ",1," + options + ",\"a\"]";
}

}  // namespace

TEST_CASE("roles are there only if one is named") {
  for (const char* details :
       {"{}", R"({"roles":{}})", R"({"roles":[]})", R"({"roles":"caller"})"}) {
    INFO(details);
    CHECK(!as<Hello>(std::string(R"([1,"r",)") + details + "]").has_roles);
  }
}

TEST_CASE("HELLO tells who one is and what one understands") {
  const auto hello =
      as<Hello>(R"([1,"r",{"authmethods":["ticket","x"],"authid":"245",)"
                R"("roles":{"subscriber":{"features":{"subscription_revocation":true}}}}])");
  CHECK(hello.authmethods == std::vector<std::string>{"ticket", "x"});
  CHECK(hello.authid == "245");
  CHECK(hello.understands_revocation);
  for (const char* roles :
       {"{}", R"({"subscriber":{}})", R"({"subscriber":{"features":{}}})",
        R"({"subscriber":{"features":{"subscription_revocation":false}}})",
        R"({"subscriber":{"features":{"subscription_revocation":1}}})",
        R"({"publisher":{"features":{"subscription_revocation":true}}})", R"({"subscriber":[]})"}) {
    INFO(roles);
    const auto other =
        as<Hello>(R"([1,"r",{"authmethods":[],"roles":)" + std::string(roles) + "}]");
    CHECK(!other.understands_revocation);
    CHECK(other.authmethods.empty());
    CHECK(other.authid.empty());
  }
}

TEST_CASE("an option of the wrong type is a violation, and says so") {
  struct Rule {
    std::string code;
    std::vector<std::string> options;
    std::string valid;
    std::vector<std::string> wrong;
  };
  const std::vector<std::string> no_flag = {"1", "0", "null", R"("true")", "[]", "{}"};
  const std::vector<std::string> no_ids = {"1",    "null",   R"("a")",  "true",
                                           "{}",   "[0]",    "[1.5]",   R"(["1"])",
                                           "[-1]", "[null]", "[1,[2]]", "[9007199254740994]"};
  const std::vector<std::string> no_texts = {"1",  "null", R"("a")",        "true",
                                             "{}", "[1]",  R"(["a",null])", R"([["a"]])"};
  const std::vector<std::string> no_dictionaries = {"1", "null", "{}", R"("a")", "[1]", "[[]]"};
  const std::vector<std::string> no_match = {"1", "null", "true", R"("regex")", R"("")", "[]"};
  for (const Rule& rule :
       {Rule{"1", {"authmethods"}, R"(["ticket"])", no_texts},
        Rule{"1", {"authid"}, R"("joe")", {"245", "null", "[]", "true"}},
        Rule{"16", {"acknowledge", "exclude_me", "disclose_me", "retain"}, "true", no_flag},
        Rule{"16", {"exclude", "eligible"}, "[1,9007199254740992]", no_ids},
        Rule{"16",
             {"exclude_authid", "exclude_authrole", "eligible_authid", "eligible_authrole"},
             R"(["a"])",
             no_texts},
        Rule{"32", {"match"}, R"("prefix")", no_match},
        Rule{"32", {"get_retained"}, "true", no_flag},
        Rule{"48", {"receive_progress"}, "false", no_flag},
        Rule{"48", {"timeout"}, "1.5", {"-1", "null", R"("5")", "true", "[]", "1e999"}},
        Rule{"49", {"mode"}, R"("kill")", {R"("")", R"("Kill")", "1", "null", "true", "{}"}},
        Rule{"64", {"match"}, R"("wildcard")", no_match},
        Rule{"64", {"invoke"}, R"("single")", {"1", "null", "true", "[]"}},
        Rule{"64", {"concurrency"}, "2", {"0", "-1", "1.5", "null", R"("2")"}},
        Rule{"70", {"progress"}, "true", no_flag},
        Rule{"16", {"transaction_hash"}, R"("ab")", {"1", "null", "[]"}},
        Rule{"48", {"transaction_hash"}, R"("ab")", {"1", "null", "[]"}},
        Rule{"16", {"forward_for"}, "[]", no_dictionaries},
        Rule{"32", {"forward_for"}, R"([{"session":1}])", no_dictionaries},
        Rule{"48", {"forward_for"}, R"([{},{}])", no_dictionaries},
        Rule{"49", {"forward_for"}, "[]", no_dictionaries},
        Rule{"64", {"forward_for"}, "[]", no_dictionaries},
        Rule{"70", {"forward_for"}, "[]", no_dictionaries}}) {
    for (const auto& option : rule.options) {
      const auto text = [&](const std::string& value) {
        return with(rule.code, "{\"" + option + "\":" + value + "}");
      };
      INFO(text(rule.valid));
      CHECK(parse(text(rule.valid)));
      for (const auto& value : rule.wrong) {
        const auto why = check_violation(text(value));
        CHECK(why.find("option \"" + option + "\" must be ") != std::string::npos);
      }
    }
  }
}

TEST_CASE("an option that is not known is ignored, whatever it holds") {
  for (const char* code : {"1", "16", "32", "48", "49", "64", "70"}) {
    for (const char* value : {"1", "null", "[]", R"({"match":1})"}) {
      CHECK(parse(with(code, R"({"x_mine":)" + std::string(value) + "}")));
    }
  }
}

TEST_CASE("where an option stands twice the last one counts") {
  CHECK(as<Publish>(R"([16,1,{"acknowledge":false,"acknowledge":true},"t"])").acknowledge);
}

TEST_CASE("a publication says whom it is for") {
  const auto everybody = as<Publish>(R"([16,1,{},"t"])");
  CHECK(everybody.exclude_me);
  CHECK(!everybody.disclose_me);
  CHECK(!everybody.retain);
  CHECK(!everybody.audience.eligible);
  CHECK(!everybody.audience.eligible_authid);
  CHECK(!everybody.audience.eligible_authrole);
  CHECK(everybody.audience.exclude.empty());
  const auto chosen =
      as<Publish>(R"([16,1,{"exclude_me":false,"disclose_me":true,"retain":true,"exclude":[3,4],)"
                  R"("exclude_authid":["a"],"exclude_authrole":["b","c"],"eligible":[5],)"
                  R"("eligible_authid":["d"],"eligible_authrole":["e"]},"t"])");
  CHECK(!chosen.exclude_me);
  CHECK(chosen.disclose_me);
  CHECK(chosen.retain);
  CHECK(chosen.audience.exclude == std::vector<Id>{3, 4});
  CHECK(chosen.audience.exclude_authid == std::vector<std::string>{"a"});
  CHECK(chosen.audience.exclude_authrole == std::vector<std::string>{"b", "c"});
  CHECK(chosen.audience.eligible == std::vector<Id>{5});
  CHECK(chosen.audience.eligible_authid == std::vector<std::string>{"d"});
  CHECK(chosen.audience.eligible_authrole == std::vector<std::string>{"e"});
}

TEST_CASE("a list of those eligible that is empty is there, and means nobody") {
  const auto nobody =
      as<Publish>(R"([16,1,{"eligible":[],"eligible_authid":[],"eligible_authrole":[]},"t"])");
  CHECK(nobody.audience.eligible == std::vector<Id>());
  CHECK(nobody.audience.eligible_authid == std::vector<std::string>());
  CHECK(nobody.audience.eligible_authrole == std::vector<std::string>());
}

TEST_CASE("a subscription may match in three ways, and resume") {
  CHECK(as<Subscribe>(R"([32,1,{"match":"exact"},"a"])").match == Match::exact);
  CHECK(as<Subscribe>(R"([32,1,{"match":"prefix"},"a"])").match == Match::prefix);
  CHECK(as<Subscribe>(R"([32,1,{"match":"wildcard"},"a"])").match == Match::wildcard);
  CHECK(!as<Subscribe>(R"([32,1,{"after":7},"a"])").options.invalid.empty());
}

TEST_CASE("a call may want progress, and an end") {
  const auto call = as<Call>(R"([48,1,{"receive_progress":true,"timeout":1500},"p"])");
  CHECK(call.receive_progress);
  CHECK(call.timeout == 1.5);
  CHECK(!as<Call>(R"([48,1,{},"p"])").receive_progress);
  CHECK(!as<Call>(R"([48,1,{},"p"])").timeout);
  CHECK(!as<Call>(R"([48,1,{"timeout":0},"p"])").timeout);
  CHECK(as<Yield>(R"([70,1,{"progress":true}])").progress);
  CHECK(!as<Yield>(R"([70,1,{}])").progress);
}

TEST_CASE("a cancel has a mode, by default the one that waits for nothing") {
  CHECK(as<Cancel>("[49,1,{}]").mode == CancelMode::kill_no_wait);
  CHECK(as<Cancel>(R"([49,1,{"mode":"skip"}])").mode == CancelMode::skip);
  CHECK(as<Cancel>(R"([49,1,{"mode":"kill"}])").mode == CancelMode::kill);
  CHECK(as<Cancel>(R"([49,1,{"mode":"killnowait"}])").mode == CancelMode::kill_no_wait);
}

TEST_CASE("payload passthru and shared registrations are seen to be asked for") {
  for (const char* key : {"ppt_scheme", "ppt_cipher", "enc_algo", "enc_key"}) {
    const std::string options = R"({"a":1,")" + std::string(key) + R"(":"x"})";
    CHECK(as<Publish>(with("16", options)).passthru);
    CHECK(as<Call>(with("48", options)).passthru);
  }
  CHECK(!as<Publish>(with("16", R"({"encode":1,"ppt":2})")).passthru);
  CHECK(!as<Call>(with("48", "{}")).passthru);
  for (const char* options : {"{}", R"({"match":"exact"})", R"({"invoke":"single"})"}) {
    CHECK(as<Register>(with("64", options)).plain);
  }
  for (const char* options : {R"({"match":"prefix"})", R"({"match":"wildcard"})",
                              R"({"invoke":"roundrobin"})", R"({"concurrency":1})"}) {
    CHECK(!as<Register>(with("64", options)).plain);
  }
}

TEST_CASE("what a message carries is handed on as it was written") {
  const std::string args = R"([ 9007199254740993, 0.1,-0, 1.0,"\u00e9,]\\",[[]], {"a":[1,{}]} ])";
  const std::string kwargs = R"({ "a":1, "a" : 2.50,"}":{"b\"":[true]} })";
  const std::string payload = " , " + args + ",\n" + kwargs + " ]";
  for (const auto& carried :
       {as<Publish>(R"([16,1,{"a":[]},"t")" + payload).payload,
        as<Call>(R"([48,1,{},"]")" + payload).payload, as<Yield>("[70,1,{}" + payload).payload,
        as<InvocationError>(R"([8,68,1,{},"e")" + payload).payload}) {
    CHECK(carried.args == args);
    CHECK(carried.kwargs == kwargs);
  }
  for (const char* empty :
       {"]", ",[]]", ", [ ] ,\n{ } ]", ",[],{}]", ",null]", ",null,null]", ",[],null]"}) {
    const auto carried = as<Yield>("[70,1,{}" + std::string(empty)).payload;
    CHECK(carried.args.empty());
    CHECK(carried.kwargs.empty());
  }
  CHECK(as<Yield>(R"([70,1,{},null,{"a":1}])").payload.kwargs == R"({"a":1})");
  CHECK(as<Yield>(R"([70,1,{},[],{"a":1}])").payload.args.empty());
  CHECK(as<Yield>(R"([70,1,{},[],{"a":1}])").payload.kwargs == R"({"a":1})");
}

TEST_CASE("what is carried may be deep and long") {
  const std::string deep = std::string(60, '[') + std::string(60, ']');
  CHECK(as<Call>(R"([48,1,{},"p",)" + deep + "]").payload.args == deep);
  std::string list = "[0";
  std::string keys = R"({"k":0)";
  for (int n = 1; n < 100'000; ++n) {
    list += "," + std::to_string(n);
    keys += ",\"k" + std::to_string(n) + "\":0";
  }
  const auto publish = as<Publish>("[16,1," + keys + "},\"t\"," + list + "]," + keys + "}]");
  CHECK(publish.payload.args == list + "]");
  CHECK(publish.payload.kwargs == keys + "}");
  CHECK(as<Publish>(R"([16,1,{"exclude":)" + list.replace(1, 1, "1") + R"(]},"t"])")
            .audience.exclude.size() == 100'000);
}
