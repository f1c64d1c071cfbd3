#include "http/refusals.h"

#include "catch.h"

using namespace wst;

TEST_CASE("a refusal is logged once a minute for each address") {
  Refusals refusals(3);
  const HttpResponse refusal = http_invalid(400, "the header Host is missing");
  const std::string line = "refused 192.0.2.1 (400): the header Host is missing";
  CHECK(refusals.note("192.0.2.1", refusal, 100) == line);
  CHECK(refusals.note("192.0.2.1", refusal, 159).empty());
  CHECK(!refusals.note("192.0.2.2", refusal, 159).empty());
  CHECK(refusals.note("192.0.2.1", refusal, 160) == line);
  CHECK(!refusals.note("192.0.2.3", refusal, 160).empty());
  CHECK(refusals.note("192.0.2.4", refusal, 160).empty());
  CHECK(!refusals.note("192.0.2.4", refusal, 300).empty());
}
