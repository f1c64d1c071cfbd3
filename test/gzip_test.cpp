#include "http/gzip.h"

#include <algorithm>

#include "catch.h"
#include "gunzip.h"
#include "loop.h"

using namespace wst;
using namespace wst::test;

namespace {

HttpResponse response_of(std::shared_ptr<const std::string> body,
                         const std::string& type = "application/json") {
  return {200, {{"content-type", type}}, std::move(body)};
}

auto shared(std::string text) { return std::make_shared<const std::string>(std::move(text)); }

std::string list_of(std::size_t bytes) {
  std::string list;
  for (int id = 0; list.size() < bytes; ++id) {
    list += "{\"id\":" + std::to_string(id) + ",\"name\":\"torrent\"},";
  }
  list.resize(bytes);
  return list;
}

std::string encoding(const HttpResponse& response) {
  for (const auto& [name, value] : response.headers) {
    if (name == "content-encoding") return value;
  }
  return "";
}

struct Passed {
  std::vector<HttpResponse> answers;
  Respond keep = [this](HttpResponse response) { answers.push_back(std::move(response)); };
};

}  // namespace

TEST_CASE("gzip is accepted as RFC 9110 has it") {
  for (const char* yes : {"gzip", "GZIP", "deflate, gzip", "br;q=1, gzip;q=0.2", "gzip ; q=1"}) {
    INFO(yes);
    CHECK(accepts_gzip(yes));
  }
  for (const char* no : {"", "br", "gzip;q=0", "gzip;q=0.0", "xgzip", "gzipped", "identity"}) {
    INFO(no);
    CHECK(!accepts_gzip(no));
  }
}

TEST_CASE("what was compressed slice by slice is what it was, whatever its length") {
  Compressor compressor(ev::default_loop{});
  for (const std::size_t bytes : {1024u, 65'535u, 65'536u, 65'537u, 131'072u, 3'000'000u}) {
    INFO(bytes);
    Passed passed;
    const auto body = shared(list_of(bytes));
    compressor.pass(response_of(body), "gzip", passed.keep);
    run_until([&] { return passed.answers.size() == 1; });
    CHECK(encoding(passed.answers[0]) == "gzip");
    CHECK(passed.answers[0].body->size() < bytes / 2);
    CHECK(gunzip(*passed.answers[0].body) == *body);
  }
  CHECK(loop_is_idle());
}

TEST_CASE("one answer for many is compressed once, also for who comes a little later") {
  Compressor compressor(ev::default_loop{});
  Passed passed;
  const auto body = shared(list_of(300'000));
  for (int i = 0; i < 3; ++i) compressor.pass(response_of(body), "gzip", passed.keep);
  CHECK(passed.answers.empty());
  run_until([&] { return passed.answers.size() == 3; });
  compressor.pass(response_of(body), "gzip", passed.keep);
  REQUIRE(passed.answers.size() == 4);
  for (const auto& answer : passed.answers) CHECK(answer.body == passed.answers[0].body);
}

TEST_CASE("a long answer does not make a short one wait for all of it") {
  Compressor compressor(ev::default_loop{});
  Passed longer;
  Passed shorter;
  compressor.pass(response_of(shared(list_of(20'000'000))), "gzip", longer.keep);
  compressor.pass(response_of(shared(list_of(2'000))), "gzip", shorter.keep);
  run_until([&] { return shorter.answers.size() == 1; });
  CHECK(longer.answers.empty());
  run_until([&] { return longer.answers.size() == 1; });
}

TEST_CASE("what is short, no text, compressed already or not wanted so passes as it is, at once") {
  Compressor compressor(ev::default_loop{});
  const auto body = shared(list_of(5'000));
  auto done = response_of(body);
  done.headers.emplace_back("content-encoding", "gzip");
  const struct {
    HttpResponse response;
    const char* accepted;
  } rows[] = {{response_of(shared(list_of(1023))), "gzip"},
              {response_of(body, "image/png"), "gzip"},
              {response_of(body), "br"},
              {response_of(nullptr), "gzip"},
              {done, "gzip"}};
  for (const auto& row : rows) {
    Passed passed;
    compressor.pass(row.response, row.accepted, passed.keep);
    REQUIRE(passed.answers.size() == 1);
    CHECK(passed.answers[0].body == row.response.body);
  }
}

TEST_CASE("caches are told that the answer depends on what is accepted") {
  Compressor compressor(ev::default_loop{});
  for (const char* accepted : {"gzip", ""}) {
    Passed passed;
    compressor.pass(response_of(shared(list_of(5'000))), accepted, passed.keep);
    run_until([&] { return passed.answers.size() == 1; });
    const auto& headers = passed.answers[0].headers;
    const std::pair<std::string, std::string> vary{"vary", "accept-encoding"};
    CHECK(std::count(headers.begin(), headers.end(), vary) == 1);
  }
}
