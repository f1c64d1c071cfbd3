#include "http/credentials.h"

#include "catch.h"

using namespace wst;

namespace {

std::string text(const std::optional<Credentials>& shown) {
  return shown ? shown->user + " / " + shown->password : "none";
}

}  // namespace

TEST_CASE("Basic is a name and a password with a colon between them") {
  struct Case {
    const char* header;
    const char* shown;
  };
  for (const auto& [header, shown] :
       {Case{"Basic YWRhOnNlY3JldA==", "ada / secret"},
        Case{"basic  YWRhOnNlY3JldA== ", "ada / secret"}, Case{"Basic YWRhOmE6Yg==", "ada / a:b"},
        Case{"Basic YWRhOg==", "ada / "}, Case{"Basic w6k6w7g=", "\xc3\xa9 / \xc3\xb8"},
        Case{"Basic OnNlY3JldA==", "none"}, Case{"Basic YWRh", "none"}, Case{"Basic", "none"},
        Case{"Basic ", "none"}, Case{"", "none"}, Case{"Bearer YWRhOnNlY3JldA==", "none"},
        Case{"BasicYWRhOnNlY3JldA==", "none"}, Case{"Basic YWRhOnNlY3JldA", "none"},
        Case{"Basic !!!", "none"}, Case{"Basic /zpzZWNyZXQ=", "none"}}) {
    INFO(header);
    CHECK(text(basic_credentials(header)) == shown);
  }
}

TEST_CASE("a form has each field once, well written") {
  struct Case {
    const char* body;
    const char* shown;
  };
  for (const auto& [body, shown] :
       {Case{"user=ada&password=secret", "ada / secret"},
        Case{"password=a%26b%3d%2B+c&next=x&user=ada", "ada / a&b=+ c"},
        Case{"us%65r=ada&password=", "ada / "}, Case{"user=ada&password=a=b&", "ada / a=b"},
        Case{"user=ada&password=%C3%a9", "ada / \xc3\xa9"}, Case{"user=ada", "none"},
        Case{"", "none"}, Case{"user=ada&password=a&password=b", "none"},
        Case{"user=ada&password=%zz", "none"}, Case{"user=ada&password=%4", "none"},
        Case{"user=&password=x", "none"}, Case{"user=a%0ab&password=x", "none"},
        Case{"user=a%3ab&password=x", "none"}, Case{"User=ada&Password=x", "none"},
        Case{"{\"user\":\"ada\",\"password\":\"x\"}", "none"}}) {
    INFO(body);
    CHECK(text(form_credentials(body)) == shown);
  }
  CHECK(form_field("a&b=2", "a") == "");
}

TEST_CASE("JSON has both as strings") {
  CHECK(text(json_credentials(R"({"user":"ada","password":"s \" e"})")) == "ada / s \" e");
  CHECK(text(json_credentials(R"( {"password":"","user":"ada","more":1} )")) == "ada / ");
  for (const std::string body :
       {"", "{", "[]", "{}", R"({"user":"ada"})", R"({"user":1,"password":"x"})",
        R"({"user":"ada","password":null})", R"({"user":"","password":"x"})",
        R"({"user":"a:b","password":"x"})", R"("ada")", "user=ada&password=x"}) {
    INFO(body);
    CHECK(text(json_credentials(body)) == "none");
  }
  CHECK(!json_credentials(R"({"user":")" + std::string(129, 'a') + R"(","password":"x"})"));
}
