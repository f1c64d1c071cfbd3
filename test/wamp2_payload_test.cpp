#include "catch.h"
#include "wire/wamp2.h"

TEST_CASE("arguments become the one value they are, or both kinds together") {
  struct Row {
    const char* args;
    const char* kwargs;
    const char* value;
  };
  for (const Row& row : {
           Row{"", "", "null"},
           Row{"[]", "", "null"},
           Row{"[]", "{}", "null"},
           Row{"[7]", "", "7"},
           Row{"[ [1, 2] ]", "{}", "[1, 2]"},
           Row{"[12345678901234567890]", "", "12345678901234567890"},
           Row{"[1,2]", "", R"({"args":[1,2],"kwargs":{}})"},
           Row{"", R"({"a":1})", R"({"args":[],"kwargs":{"a":1}})"},
           Row{"[1]", R"({"a":1})", R"({"args":[1],"kwargs":{"a":1}})"},
       }) {
    INFO(row.args << row.kwargs);
    CHECK(wst::wamp2::one_value({.args = row.args, .kwargs = row.kwargs}) == row.value);
  }
}
