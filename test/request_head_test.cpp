#include "http/request_head.h"

#include "catch.h"
#include "http/admission.h"

using namespace wst;

namespace {

const std::string handshake =
    "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: keep-alive, "
    "Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";

RequestHead parsed(const std::string& text) {
  INFO(text);
  const auto head = parse_request_head(text);
  REQUIRE(head);
  return head.value();
}

int refusal_of(const std::string& text) {
  const auto refusal = refuse_head(parsed(text));
  return refusal ? refusal->status : 0;
}

std::string with(std::string text, const std::string& old, const std::string& replacement) {
  const auto at = text.find(old);
  REQUIRE(at != std::string::npos);
  return text.replace(at, old.size(), replacement);
}

std::string get(const std::string& lines, const std::string& method = "GET") {
  return method + " / HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n";
}

}  // namespace

TEST_CASE("a head ends with an empty line, wherever the bytes are cut") {
  for (const std::string text :
       {"GET / HTTP/1.1\r\n\r\n", "\r\n\r\nGET / HTTP/1.1\r\nA: b\r\n\r\n", "GET /\n\n",
        "GET / HTTP/1.1\nA: b\n\r\n", "GET / HTTP/1.1\r\nA: b\n\n"}) {
    INFO(text);
    for (std::size_t cut = 0; cut < text.size(); ++cut) {
      INFO("cut at " << cut);
      CHECK(!end_of_head(text.substr(0, cut), 0));
      CHECK(end_of_head(text + "body\r\n\r\n", cut) == text.size());
    }
  }
}

TEST_CASE("a head is read into its parts, names without case, values without blanks around them") {
  const auto head =
      parsed("\r\nPOST /a?b HTTP/1.1\r\nHost: x\r\nAccept:a\r\nACCEPT: \t b \t\r\nEmpty:\r\n\r\n");
  CHECK(head.method == "POST");
  CHECK(head.target == "/a?b");
  CHECK(head.version == "HTTP/1.1");
  CHECK(head.header("accept") == "a, b");
  CHECK(head.count("accept") == 2);
  CHECK(head.has("empty"));
  CHECK(!head.has("other"));
  CHECK(request_of(head).path == "/a");
  CHECK(request_of(head).host == "x");
}

TEST_CASE("what two readers might read differently is no head") {
  for (const std::string text :
       {"", "\r\n", "GET", "GET /", "GET / ", " GET / HTTP/1.1", "GET  / HTTP/1.1",
        "GET / x HTTP/1.1", "GET /\t HTTP/1.1", "G(T / HTTP/1.1", "GET / http/1.1",
        "GET /\x01 HTTP/1.1", "GET /\x7f HTTP/1.1", "good morning"}) {
    INFO(text);
    CHECK(!parse_request_head(text + "\r\n\r\n"));
  }
  for (const std::string line :
       {"no colon", ": no name", "Name : x", " Name: x", "\tfolded", "Na me: x", "Name: \x01",
        "Name: a\rb", "Name: a\nb", "N\xc3\xa4me: x", "Name: \x7f"}) {
    INFO(line);
    CHECK(!parse_request_head(get(line + "\r\n")));
  }
  CHECK(!parse_request_head(std::string("GET / HTTP/1.1\r\nName: a\0b\r\n\r\n", 30)));
  CHECK(!parse_request_head("GET / HTTP/1.1\nHost: a\n\n"));
}

TEST_CASE("what cannot be answered on any path is refused with the fitting status") {
  CHECK(refusal_of(get("")) == 0);
  CHECK(refusal_of("GET / HTTP/1.0\r\n\r\n") == 0);
  CHECK(refusal_of("GET / HTTP/2.0\r\n\r\n") == 505);
  CHECK(refusal_of("PRI * HTTP/2.0\r\n\r\n") == 505);
  for (const std::string method : {"FROB", "get", "CONNECT", "TRACE"}) {
    CHECK(refusal_of(get("", method)) == 501);
  }
  for (const std::string method : {"HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"}) {
    CHECK(refusal_of(get("", method)) == 0);
  }
  for (const std::string target : {"*", "Makefile", "../x", "ftp://localhost/", "localhost:1"}) {
    CHECK(refusal_of("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n") == 400);
  }
}

TEST_CASE("lengths that contradict each other are refused, and headers that stand there twice") {
  for (const std::string length : {"0", "5", "123456789012345"}) {
    CHECK(refusal_of(get("Content-Length: " + length + "\r\n")) == 0);
  }
  for (const std::string length : {"", "-1", "+5", "5 5", "5, 5", "0x5", "1234567890123456"}) {
    CHECK(refusal_of(get("Content-Length: " + length + "\r\n")) == 400);
  }
  CHECK(refusal_of(get("Transfer-Encoding: chunked\r\n")) == 0);
  CHECK(refusal_of(get("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n")) == 400);
  for (const std::string line : {"Host: a", "Origin: a", "Content-Length: 5",
                                 "Transfer-Encoding: x", "Content-Type: a", "Authorization: a"}) {
    CHECK(refusal_of("GET / HTTP/1.0\r\n" + line + "\r\n" + line + "\r\n\r\n") == 400);
  }
}

TEST_CASE("since HTTP/1.1 a request names its host") {
  CHECK(refusal_of("GET / HTTP/1.1\r\n\r\n") == 400);
  CHECK(refusal_of("GET / HTTP/1.1\r\nHost:\r\n\r\n") == 0);  // Admission refuses it
  CHECK(refusal_of("GET / HTTP/1.0\r\n\r\n") == 0);
}

TEST_CASE("a path is decoded, and its escapes must be some") {
  struct Case {
    const char* target;
    std::string path;
  };
  for (const auto& [target, path] :
       {Case{"/", "/"}, Case{"/a%20b?c%zz", "/a b"}, Case{"/%2e%2E/", "/../"},
        Case{"/%00", std::string("/\0", 2)}, Case{"/%252e", "/%2e"}, Case{"/%c3%A4", "/\xc3\xa4"},
        Case{"/a+b", "/a+b"}}) {
    INFO(target);
    const auto head = parsed(std::string("GET ") + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(!refuse_head(head));
    CHECK(request_of(head).path == path);
  }
  for (const std::string target : {"/%", "/%4", "/%zz", "/%-1", "/% 4", "/a%2", "/%+4", "/%0x"}) {
    INFO(target);
    const auto head = parse_request_head("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK((!head || refuse_head(head.value())));
  }
}

TEST_CASE("whether another request may follow is what version and headers say") {
  CHECK(parsed(get("")).keeps_alive());
  CHECK(!parsed(get("Connection: foo, Close\r\n")).keeps_alive());
  CHECK(!parsed("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").keeps_alive());
  CHECK(parsed(get("Expect: 100-Continue\r\n")).expects_continue());
  CHECK(!parsed("GET / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n").expects_continue());
  CHECK(parsed(get("Content-Length: 123456789012\r\n")).content_length() == 123456789012);
  CHECK(parsed(get("")).content_length() == 0);
}

TEST_CASE("an upgrade that is offered need not be taken") {
  const std::string offer = "Connection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABk\r\n";
  for (const std::string other : {"h2c", "TLS/1.0", "websocket2", "", "h2c, websocket"}) {
    INFO(other);
    const std::string text = get("Upgrade: " + other + "\r\n" + offer);
    CHECK(refusal_of(text) == 0);
    CHECK(!request_of(parsed(text)).asks_for_websocket);
  }
  CHECK(request_of(parsed(handshake)).asks_for_websocket);
}

TEST_CASE("a handshake that lacks something is refused") {
  CHECK(refusal_of(handshake) == 0);
  CHECK(refusal_of(with(handshake, "websocket", "WebSocket")) == 0);
  CHECK(refusal_of(with(handshake, "keep-alive, Upgrade", "upgrade")) == 0);
  CHECK(refusal_of(with(handshake, "keep-alive, Upgrade", "keep-alive")) == 400);
  CHECK(refusal_of(with(handshake, "keep-alive, Upgrade", "upgraded")) == 400);
  CHECK(refusal_of(with(handshake, "GET", "POST")) == 400);
  CHECK(refusal_of(with(handshake, "HTTP/1.1", "HTTP/1.0")) == 400);
  CHECK(refusal_of(with(handshake, "Version: 13", "Version: 8")) == 426);
  CHECK(refusal_of(with(handshake, "Sec-WebSocket-Version: 13\r\n", "")) == 426);
  CHECK(refusal_of(with(handshake, "AAAA==", "AAA==")) == 400);
  CHECK(refusal_of(with(handshake, "AAAA==", "A:AA==")) == 400);
  CHECK(refusal_of(with(handshake, "AAAA==", "AAAAAA")) == 400);
}

TEST_CASE("the first subprotocol offered that is spoken is chosen") {
  struct Case {
    const char* offered;
    const char* chosen;
  };
  for (const auto& [offered, chosen] :
       {Case{"", ""}, Case{" , ,", ""}, Case{"json", "json"}, Case{"wamp.2.json", "wamp.2.json"},
        Case{"wamp", "wamp"}, Case{"json,wamp.2.json", "json"}, Case{"soap,\twamp ,json", "wamp"},
        Case{"wamp.2.cbor.batched, wamp.2.cbor, wamp.2.json.batched, wamp.2.json",
             "wamp.2.json"}}) {
    INFO(offered);
    const auto choice = choose_subprotocol(offered);
    REQUIRE(choice);
    CHECK(choice.value() == chosen);
  }
}

TEST_CASE("subprotocols of which none is spoken, or too many of them, are refused in words") {
  for (const std::string offered : {"soap", "JSON", "wamp.2.jso", "wamp.2.json2", "wamp json"}) {
    INFO(offered);
    const auto choice = choose_subprotocol(offered);
    REQUIRE(!choice);
    for (const std::string spoken : spoken_subprotocols) {
      CHECK(choice.error().message.find(spoken) != std::string::npos);
    }
  }
  const std::string most = std::string(max_offered_bytes - 5, 'x') + ",json";
  CHECK(choose_subprotocol(most));
  REQUIRE(!choose_subprotocol("x" + most));
  CHECK(choose_subprotocol("x" + most).error().message.find("1024 bytes") != std::string::npos);
}

TEST_CASE("a head written anew says the same, but for what lws reads with too small an eye") {
  auto head = parsed(handshake);
  for (int i = 0; i < 3; ++i) head.headers.emplace_back("sec-websocket-protocol", "a, b");
  head.set("connection", std::string(200, 'x') + ", Upgrade");
  const auto again = parsed(rewritten(head, "json"));
  CHECK(again.method == head.method);
  CHECK(again.target == head.target);
  CHECK(again.version == head.version);
  CHECK(again.header("sec-websocket-protocol") == "json");
  CHECK(again.header("connection") == "Upgrade");
  for (const std::string name : {"host", "upgrade", "sec-websocket-key", "sec-websocket-version"}) {
    CHECK(again.header(name) == head.header(name));
  }
  CHECK(!parsed(rewritten(head, "")).has("sec-websocket-protocol"));
}

TEST_CASE("libwebsockets gets no secrets") {
  auto head = parsed(handshake);
  for (const std::string name : {"cookie", "authorization"}) {
    head.set(name, "secret");
    CHECK(!parsed(rewritten(head, "")).has(name));
  }
}

TEST_CASE("a target in absolute form is a path and the host that it names") {
  struct Case {
    std::string target, path, host;
  };
  for (const auto& [target, path, host] :
       {Case{"http://box:9095/api/status?x=1", "/api/status?x=1", "box:9095"},
        Case{"HTTP://box", "/", "box"}, Case{"https://[::1]:1?q", "/?q", "[::1]:1"}}) {
    const auto head = parsed("GET " + target + " HTTP/1.1\r\nHost: other\r\n\r\n");
    CHECK(!refuse_head(head));
    CHECK(head.target == path);
    CHECK(head.header("host") == host);
    CHECK(head.count("host") == 1);
  }
  CHECK(refusal_of("GET http://box/ HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n") == 400);
}

TEST_CASE("a later version of HTTP/1 is spoken to as 1.1") {
  CHECK(parsed("GET / HTTP/1.2\r\nHost: a\r\n\r\n").version == "HTTP/1.1");
  CHECK(parsed("GET / HTTP/1.9\r\nHost: a\r\n\r\n").keeps_alive());
  for (const std::string version : {"HTTP/1.10", "HTTP/1", "HTTP/1.x", "http/1.1"}) {
    const auto head = parse_request_head("GET / " + version + "\r\nHost: a\r\n\r\n");
    CHECK((!head || refuse_head(head.value())));
  }
}

TEST_CASE("libwebsockets gets what it needs, however long the rest is") {
  auto head = parsed(handshake);
  head.set("sec-websocket-extensions", std::string(2'000, 'x'));
  for (int i = 0; i < 100; ++i) head.headers.emplace_back("cookie", "a=b");
  CHECK(rewritten(head, "json").size() < 400);
}
