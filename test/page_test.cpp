#include "http/static_files.h"

#include "catch.h"

using namespace wst;

TEST_CASE("a page's meta element is filled in, and nothing gets out of it") {
  const std::string page = R"(<meta name="user" content=""><meta name="token" content="">)";
  CHECK(with_meta(page, "token", "ab12") ==
        R"(<meta name="user" content=""><meta name="token" content="ab12">)");
  CHECK(with_meta(page, "user", "\"><script>'&") ==
        R"(<meta name="user" content="&quot;&gt;&lt;script&gt;&#39;&amp;">)"
        R"(<meta name="token" content="">)");
  CHECK(with_meta(page, "role", "viewer") == page);
  CHECK(with_meta("", "user", "ada").empty());
  const auto filled = with_meta(page, "user", R"(<meta name="token" content="">)");
  CHECK(with_meta(filled, "token", "ab").ends_with(R"(<meta name="token" content="ab">)"));
}
