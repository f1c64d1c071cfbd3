#include "wamp2_text.h"

using namespace wst;
using namespace wst::wamp2;

TEST_CASE("a topic is read as it was meant and quoted as it was read") {
  for (const std::string topic : {"a.b", "\"", "\\", "\n", "\u00e9", "🎬", "a b", ""}) {
    INFO(topic);
    const std::string text = "[32,5,{},\n" + json_quote(topic) + "]";
    CHECK(wst::test::wamp2_as<Subscribe>(text).topic == topic);
    const auto answer = Json::parse(error(Request::subscribe, 5, "a.b", topic));
    REQUIRE(answer);
    CHECK(answer->view().at(5).at(0).string() == topic);
  }
}

TEST_CASE("what a router says has the shape of the specification") {
  CHECK(challenge("ticket") == R"([4,"ticket",{}])");
  CHECK(abort("a.b", "") == R"([3,{},"a.b"])");
  CHECK(abort("a.b", "so") == R"([3,{"message":"so"},"a.b"])");
  CHECK(goodbye("a.b") == R"([6,{},"a.b"])");
  CHECK(goodbye("a.b", "so") == R"([6,{"message":"so"},"a.b"])");
  CHECK(error(Request::call, 7, "a.b", "so") == R"([8,48,7,{},"a.b",["so"]])");
  CHECK(error(Request::register_, 7, "a.b", Payload{}) == R"([8,64,7,{},"a.b"])");
  CHECK(published(7, 3) == "[17,7,3]");
  CHECK(subscribed(7, 3) == "[33,7,3]");
  CHECK(unsubscribed(7) == "[35,7]");
  CHECK(revoked(3, "gone") == R"([35,0,{"subscription":3,"reason":"gone"}])");
  CHECK(registered(7, 3) == "[65,7,3]");
  CHECK(unregistered(7) == "[67,7]");
  CHECK(invocation(7, 3, false, {}) == "[68,7,3,{}]");
  CHECK(invocation(7, 3, true, {}) == R"([68,7,3,{"receive_progress":true}])");
  CHECK(interrupt(7, CancelMode::skip) == R"([69,7,{"mode":"skip"}])");
  CHECK(interrupt(7, CancelMode::kill) == R"([69,7,{"mode":"kill"}])");
  CHECK(interrupt(7, CancelMode::kill_no_wait) == R"([69,7,{"mode":"killnowait"}])");
}

TEST_CASE("WELCOME has the next ticket, where there is one") {
  Welcome welcome_of{7, "r", "joe", "worker", "ticket", "file", "a/1"};
  CHECK(!Json::parse(welcome(welcome_of))->view().at(2)["authextra"].present());
  welcome_of.token = "n\"1";
  CHECK(Json::parse(welcome(welcome_of))->view().at(2)["authextra"].text() ==
        R"({"token":"n\"1"})");
}

TEST_CASE("an event tells besides its payload what is known of it") {
  CHECK(event({.subscription = 3, .publication = 9}, {}) == "[36,3,9,{}]");
  CHECK(event({.subscription = 3, .publication = 9, .retained = true}, {R"([{"a":1}])"}) ==
        R"([36,3,9,{"retained":true},[{"a":1}]])");
  CHECK(event({.subscription = 3,
               .publication = 9,
               .retained = true,
               .topic = "a.b",
               .publisher = 4,
               .publisher_authid = "joe",
               .publisher_authrole = "worker"},
              {}) ==
        R"([36,3,9,{"retained":true,"topic":"a.b","publisher":4,"publisher_authid":"joe",)"
        R"("publisher_authrole":"worker"}])");
}

TEST_CASE("empty arguments are left out, but for the list before keywords") {
  struct Payloads {
    Payload payload;
    std::string written;
  };
  for (const auto& [payload, written] :
       {Payloads{{}, ""}, Payloads{{"[]", ""}, ""}, Payloads{{"[]", "{}"}, ""},
        Payloads{{"", "{}"}, ""}, Payloads{{"[1]", ""}, ",[1]"}, Payloads{{"[1]", "{}"}, ",[1]"},
        Payloads{{"", R"({"a":1})"}, R"(,[],{"a":1})"},
        Payloads{{"[]", R"({"a":1})"}, R"(,[],{"a":1})"},
        Payloads{{"[1, 2]", R"({"a" :1})"}, R"(,[1, 2],{"a" :1})"}}) {
    CHECK(result(7, false, payload) == "[50,7,{}" + written + "]");
    CHECK(result(7, true, payload) == R"([50,7,{"progress":true})" + written + "]");
    CHECK(event({.subscription = 3, .publication = 9}, payload) == "[36,3,9,{}" + written + "]");
    CHECK(invocation(7, 3, false, payload) == "[68,7,3,{}" + written + "]");
    CHECK(error(Request::call, 7, "a.b", payload) == R"([8,48,7,{},"a.b")" + written + "]");
  }
}

TEST_CASE("WELCOME names both roles, each with its features, and no other") {
  const auto document = Json::parse(welcome({.session = 77,
                                             .realm = "wstorrent",
                                             .authid = "245",
                                             .authrole = "user",
                                             .authmethod = "ticket",
                                             .authprovider = "static",
                                             .agent = "agent/1"}));
  REQUIRE(document);
  const auto details = document->view().at(2);
  CHECK(document->view().at(0).integer() == 2);
  CHECK(document->view().at(1).integer() == 77);
  CHECK(details["realm"].string() == "wstorrent");
  CHECK(details["authid"].string() == "245");
  CHECK(details["authrole"].string() == "user");
  CHECK(details["authmethod"].string() == "ticket");
  CHECK(details["authprovider"].string() == "static");
  CHECK(details["agent"].string() == "agent/1");
  const auto roles = details["roles"];
  CHECK(roles.size() == 2);
  for (const char* feature :
       {"pattern_based_subscription", "publisher_exclusion", "subscriber_blackwhite_listing",
        "publisher_identification", "event_retention", "session_meta_api", "subscription_meta_api",
        "subscription_revocation"}) {
    INFO(feature);
    CHECK(roles["broker"]["features"][feature].boolean() == true);
  }
  CHECK(roles["broker"]["features"].size() == 8);
  CHECK(roles["dealer"]["features"]["progressive_call_results"].boolean() == true);
  CHECK(roles["dealer"]["features"]["session_meta_api"].boolean() == true);
  CHECK(roles["dealer"]["features"].size() == 2);
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

TEST_CASE("in a pattern components may be empty, blanks and hashes still not be") {
  for (const auto match : {Match::prefix, Match::wildcard}) {
    for (const char* pattern : {"", ".", "..", "a.", ".a", "a..b", "torrents"}) {
      INFO(pattern);
      CHECK(is_uri(pattern, match));
    }
    for (const char* text : {" ", "a b", "a#", "a.\t"}) {
      INFO(text);
      CHECK(!is_uri(text, match));
    }
  }
}

TEST_CASE("a topic is matched exactly, by its beginning, or by its components") {
  struct Row {
    const char* pattern;
    const char* uri;
    bool prefix;
    bool wildcard;
  };
  for (const auto& row :
       {Row{"a.b", "a.b", true, true}, Row{"a.b", "a.bc", true, false},
        Row{"a.b", "a.b.c", true, false}, Row{"a.b", "a", false, false},
        Row{"a.", "a", false, false}, Row{"a.", "a.b", true, true}, Row{"a.", "a.b.c", true, false},
        Row{".b", "a.b", false, true}, Row{".b", "a.c", false, false},
        Row{"a..c", "a.b.c", false, true}, Row{"a..c", "a.b.d", false, false},
        Row{"a..c", "a.c", false, false}, Row{"a..c", "a.b.b.c", false, false},
        Row{"..", "a.b.c", false, true}, Row{"..", "a.b", false, false}, Row{"", "a", true, true},
        Row{"", "a.b", true, false}, Row{"torrent.", "torrents", false, false}}) {
    INFO(row.pattern << " and " << row.uri);
    CHECK(matches(row.pattern, Match::prefix, row.uri) == row.prefix);
    CHECK(matches(row.pattern, Match::wildcard, row.uri) == row.wildcard);
    CHECK(matches(row.pattern, Match::exact, row.uri) ==
          (std::string_view(row.pattern) == row.uri));
  }
}
