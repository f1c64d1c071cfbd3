#include "http/cookies.h"

#include "catch.h"

using namespace wst;

TEST_CASE("a cookie is found among others by its whole name") {
  struct Case {
    const char* header;
    const char* value;
  };
  for (const auto& [header, value] :
       {Case{"a=1", "1"}, Case{"b=2; a=1", "1"}, Case{"a=1;b=2", "1"}, Case{" a=1 ; b=2 ;", "1"},
        Case{"aa=2; a=1; ba=3", "1"}, Case{"b; a=1", "1"}, Case{"a=", ""}, Case{"a=x=y", "x=y"},
        Case{"b=\"a=2\"; a=1", "1"}}) {
    INFO(header);
    CHECK(find_cookie(header, "a") == std::string(value));
  }
}

TEST_CASE("a cookie that is missing, double or no value is none") {
  for (const std::string header :
       {"", "a", "A=1", "b=1", "a =1", "a=1; a=1", "a=1; b=2; a=3", "a=1, b=2", "a=\"1\"", "a=1 2",
        "a=\\1", "a=\xc3\xa9", "; ;", "=1", "ba=1", "a=1; a=\xff"}) {
    INFO(header);
    CHECK(!find_cookie(header, "a"));
  }
}

TEST_CASE("the cookie of a login is for this place and no script, over TLS for TLS alone") {
  CHECK(login_cookie("1.ab", {}) == "wstorrentd=1.ab; Path=/; HttpOnly; SameSite=Strict");
  CHECK(login_cookie("1.ab", {.encrypted = true}) ==
        "__Host-wstorrentd=1.ab; Path=/; HttpOnly; SameSite=Strict; Secure");
  CHECK(login_cookie("", {.encrypted = true}) ==
        "__Host-wstorrentd=; Path=/; HttpOnly; SameSite=Strict; Secure; Max-Age=0");
  CHECK(login_cookie("1.ab", {false, "/t/"}) ==
        "wstorrentd-below=1.ab; Path=/t/; HttpOnly; SameSite=Strict");
  CHECK(login_cookie("1.ab", {true, "/t/"}) ==
        "__Secure-wstorrentd-below=1.ab; Path=/t/; HttpOnly; SameSite=Strict; Secure");
}
