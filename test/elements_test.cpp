#include "wire/elements.h"

#include <string>

#include "base/json.h"
#include "catch.h"

using namespace wst;

namespace {

std::vector<std::string> texts(const std::string& json) {
  const auto views = element_texts(json);
  return {views.begin(), views.end()};
}

}  // namespace

TEST_CASE("the elements of a list and the values of an object are cut out as written") {
  using Texts = std::vector<std::string>;
  CHECK(texts("[]").empty());
  CHECK(texts(" { } ").empty());
  CHECK(texts("[ [ ] ]") == Texts{"[ ]"});
  CHECK(texts("[1]") == Texts{"1"});
  CHECK(texts("\n[ 1.0 ,\t\"a,]\\\"\" , [1,[2, 3]],{\"a\":[4,5]} ]\r\n") ==
        Texts{"1.0", R"("a,]\"")", "[1,[2, 3]]", R"({"a":[4,5]})"});
  CHECK(texts(R"( { "a:,}" : "b:" , "c\\" : {"d" : 1} , "" :null} )") ==
        Texts{R"("b:")", R"({"d" : 1})", "null"});
}

TEST_CASE("each text reads back as the element it is, in order") {
  for (const char* json : {R"([1,-2.5e3,true,null,"\\\"","\\",[[],{}],{"a":{"b":[]}}])",
                           R"({"a":[1,{"b":"}]"}],"a":"\u0041","c":{},"d":[]})"}) {
    INFO(json);
    const auto document = Json::parse(json);
    REQUIRE(document);
    const auto cut = texts(json);
    REQUIRE(cut.size() == document->view().size());
    for (std::size_t index = 0; index < cut.size(); ++index) {
      const auto element = Json::parse(cut[index]);
      REQUIRE(element);
      CHECK(element->view().text() == document->view().at(index).text());
    }
  }
}

TEST_CASE("the first elements are found in a text that is cut off behind them") {
  const std::string text = R"([48, 9007199254740993 ,{"a":[1,2]},"x,]y",[]])";
  CHECK(first_elements(text, 2) == "[48,9007199254740993]");
  CHECK(first_elements(R"([2,"a,b]","u)", 2) == R"([2,"a,b]"])");
  CHECK(first_elements(R"([2,"a)", 2).empty());
  CHECK(first_elements(R"([48,12)", 2).empty());
  CHECK(first_elements(R"({"a":1,"b":2,"c":3})", 2).empty());
  for (const char* odd : {"", "]", "[", "x", ",,,", "[,,,"}) CHECK(first_elements(odd, 2).empty());
  for (std::size_t size = 0; size < text.size(); ++size) {
    const std::string found = first_elements(text.substr(0, size), 2);
    CHECK((found.empty() || found == "[48,9007199254740993]"));
  }
}
