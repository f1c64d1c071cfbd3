#include "http/admission.h"

#include "catch.h"

using namespace wst;
using wst::test::contains;

namespace {

const Admission closed{};
const Admission open{{"box.example", "Other"}, {"https://proxy.example", "http://a:8080"}};

HttpRequest request_of(const std::string& host, const std::string& origin = "") {
  HttpRequest request;
  request.host = host;
  request.origin = origin;
  return request;
}

std::string host_refusal(const std::string& host, const Admission& admission = closed) {
  const auto refusal = admission.refuse_host(request_of(host));
  if (!refusal) return "";
  CHECK(refusal->status == 403);
  return *refusal->body;
}

std::string origin_refusal(const std::string& origin, const std::string& host,
                           const Admission& admission = closed) {
  const auto refusal = admission.refuse_origin(request_of(host, origin));
  if (!refusal) return "";
  CHECK(refusal->status == 403);
  return *refusal->body;
}

}  // namespace

TEST_CASE("names of this machine and literal addresses may be asked for, with any port") {
  for (const auto* host :
       {"localhost", "LOCALHOST", "localhost:9095", "a.localhost", "127.0.0.1", "127.0.0.1:1",
        "192.168.1.7:9095", "[::1]", "[::1]:9095", "[fe80::1]:80", "8.8.8.8", "localhost:"}) {
    INFO(host);
    CHECK(host_refusal(host).empty());
  }
}

TEST_CASE("a foreign, missing or malformed name is refused, which says what to set") {
  for (const auto* host : {"evil.example",
                           "evil.example:9095",
                           "",
                           "localhost.evil.example",
                           "xlocalhost",
                           "127.0.0.1.evil.example",
                           "2130706433",
                           "0x7f.1",
                           "::1",
                           "[::1",
                           "[::1]x",
                           "[]",
                           "[127.0.0.1]",
                           "localhost:80x",
                           "localhost:-1",
                           "a@localhost",
                           "localhost, evil.example",
                           "127.0.0.1 ",
                           "evil.example\\.localhost",
                           "evil.example/.localhost",
                           "evil.example?.localhost",
                           "evil.example%00.localhost",
                           "user:evil.localhost",
                           "\xc3\xa9.localhost"}) {
    INFO(host);
    CHECK_THAT(host_refusal(host), contains("--allowed-host "));
  }
  CHECK_THAT(host_refusal("Evil.example:80"), contains("--allowed-host evil.example\""));
  CHECK_THAT(host_refusal(""), contains("--allowed-host NAME"));
}

TEST_CASE("an allowed name is answered to, in any case, with any port; its neighbours are not") {
  for (const auto* host : {"box.example", "BOX.example:443", "other", "OTHER:1"}) {
    INFO(host);
    CHECK(host_refusal(host, open).empty());
  }
  for (const auto* host : {"x.box.example", "box.example.evil", "box", "box.example:x"}) {
    INFO(host);
    CHECK(!host_refusal(host, open).empty());
  }
}

TEST_CASE("a page of the same host and port may open the WebSocket, and so may who is no page") {
  struct Pair {
    const char* origin;
    const char* host;
  };
  for (const auto& [origin, host] :
       {Pair{"", "localhost:9095"}, Pair{"http://localhost:9095", "localhost:9095"},
        Pair{"http://LocalHost:9095", "localhost:9095"}, Pair{"http://localhost", "localhost"},
        Pair{"http://localhost", "localhost:80"}, Pair{"http://localhost:80", "localhost"},
        Pair{"https://box.example", "box.example"}, Pair{"https://box.example", "box.example:443"},
        Pair{"http://[::1]:9095", "[::1]:9095"}}) {
    INFO(origin << " at " << host);
    CHECK(origin_refusal(origin, host).empty());
  }
}

TEST_CASE("a page of another host, port or of nowhere is refused, which says what to set") {
  struct Pair {
    const char* origin;
    const char* host;
  };
  for (const auto& [origin, host] :
       {Pair{"http://evil.example", "localhost:9095"}, Pair{"http://localhost", "localhost:9095"},
        Pair{"http://localhost:1", "localhost:9095"}, Pair{"http://127.0.0.1", "localhost"},
        Pair{"http://localhost:9095.evil.example", "localhost:9095"},
        Pair{"http://evil.example/localhost", "localhost"}, Pair{"null", "localhost"},
        Pair{"null", "null"}, Pair{"null", ""}, Pair{"localhost", "localhost"}, Pair{"://", ""},
        Pair{"http://", ""}, Pair{"https://localhost:80", "localhost"},
        Pair{"http://localhost http://evil.example", "localhost"}}) {
    INFO(origin << " at " << host);
    CHECK_THAT(origin_refusal(origin, host), contains(std::string("--allowed-origin ") + origin));
  }
}

TEST_CASE("over TLS a page that came without it is foreign") {
  struct Case {
    const char* origin;
    bool encrypted;
    bool passes;
  };
  for (const auto& [origin, encrypted, passes] :
       {Case{"https://localhost:9095", true, true}, Case{"HTTPS://localhost:9095", true, true},
        Case{"http://localhost:9095", true, false}, Case{"ws://localhost:9095", true, false},
        Case{"http://localhost:9095", false, true}, Case{"", true, true}}) {
    INFO(origin << (encrypted ? " over TLS" : ""));
    auto request = request_of("localhost:9095", origin);
    request.peer.encrypted = encrypted;
    CHECK(closed.refuse_origin(request).has_value() != passes);
  }
}

TEST_CASE("a form that a browser sends tells whose it is, and makes no call") {
  struct Case {
    const char* type;
    const char* from;  // what the request says of where it comes from
    int elsewhere;     // status of the refusal; 0: it passes
    int at_a_call;
  };
  for (const auto& [type, from, elsewhere, at_a_call] :
       {Case{"application/x-www-form-urlencoded", "nothing", 0, 0},
        Case{"application/x-www-form-urlencoded", "cookie", 403, 403},
        Case{"Application/X-WWW-Form-Urlencoded ; charset=UTF-8", "agent", 403, 403},
        Case{"multipart/form-data; boundary=x", "agent", 403, 403},
        Case{"text/plain", "cookie", 403, 403}, Case{"text/plain", "origin", 0, 0},
        Case{"text/plain", "origin agent", 0, 415}, Case{"text/plain", "site", 0, 415},
        Case{"application/x-www-form-urlencoded", "site agent cookie", 0, 415},
        Case{"application/json", "cookie agent", 0, 0},
        Case{"application/json", "site agent", 0, 0}, Case{"", "cookie agent", 0, 0}}) {
    for (const std::string path : {"/api/login", "/api/call/torrent.stop"}) {
      INFO(path << " " << type << " " << from);
      const auto says = [&](const char* word) {
        return std::string_view(from).find(word) != std::string_view::npos;
      };
      auto request = request_of("localhost", says("origin") ? "http://localhost" : "");
      request.method = "POST";
      request.path = path;
      request.content_type = type;
      if (says("site")) request.fetch_site = "same-origin";
      if (says("cookie")) request.cookie = "a=b";
      if (says("agent")) request.user_agent = "Mozilla/5.0";
      const auto refusal = closed.refuse(request);
      CHECK((refusal ? refusal->status : 0) == (path == "/api/login" ? elsewhere : at_a_call));
    }
  }
}

TEST_CASE("an allowed origin may open the WebSocket whatever the host; its neighbours may not") {
  for (const auto* origin : {"https://proxy.example", "HTTPS://Proxy.Example", "http://a:8080"}) {
    INFO(origin);
    CHECK(origin_refusal(origin, "localhost:9095", open).empty());
  }
  for (const auto* origin : {"http://proxy.example", "https://proxy.example:8443", "http://a",
                             "https://x.proxy.example", "null"}) {
    INFO(origin);
    CHECK(!origin_refusal(origin, "localhost:9095", open).empty());
  }
}

TEST_CASE("what a refusal repeats of the request stays inside its JSON") {
  const auto body = host_refusal("\"},<script>\n");
  CHECK_THAT(body, contains(R"(\"},<script>)"));
  CHECK(body.find('\n') == body.size() - 1);
}
