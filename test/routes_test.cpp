#include "http/routes.h"

#include "base/utf8.h"

#include "site.h"

using namespace wst;
using namespace wst::test;

TEST_CASE("the list is answered once a sample has been taken") {
  Site site;
  site.ask("/api/torrents");
  CHECK(site.answers.empty());
  site.transmission_answers();
  const auto answer = site.only_answer();
  CHECK(answer.status == 200);
  CHECK(header(answer, "cache-control") == "no-store");
  CHECK(json(answer).view()["torrents"].size() == site.feed.table().size());
  CHECK(json(answer).view()["at"].number() == 1000);
  CHECK(site.feed.table().size() > 0);
}

TEST_CASE("all who ask during a sample share it") {
  Site site;
  for (const auto* path : {"/api/torrents", "/api/torrents/1", "/api/status"}) site.ask(path);
  site.transmission_answers();
  CHECK(site.answers.size() == 3);
  CHECK(site.runner.commands.size() == 2);  // the version, the list
  CHECK(site.runner.most_at_once == 1);
  CHECK(!site.timer.runs());
}

TEST_CASE("the list is rendered once for all who asked during a sample") {
  Site site;
  for (int i = 0; i < 3; ++i) site.ask("/api/torrents");
  site.transmission_answers();
  REQUIRE(site.answers.size() == 3);
  CHECK(site.answers[0].body == site.answers[1].body);
  CHECK(site.answers[0].body == site.answers[2].body);

  site.time = 1002;
  site.ask("/api/torrents");
  site.transmission_answers();
  CHECK(site.answers[3].body != site.answers[0].body);
  CHECK(json(site.answers[3]).view()["at"].number() == 1002);
}

TEST_CASE("an error repeats what was asked as valid UTF-8") {
  Site site;
  site.ask("/api/torrents/\xff");
  site.transmission_answers();
  CHECK(text(site.only_answer(), "message").find("\"\xEF\xBF\xBD\"") != std::string::npos);
}

TEST_CASE("a torrent is answered by its id, an unknown one with 404 in words") {
  Site site;
  site.ask("/api/torrents/1");
  site.transmission_answers();
  const auto known = site.only_answer();
  CHECK(known.status == 200);
  CHECK(json(known).view()["id"].integer() == 1);

  for (const std::string id : {"999", "abc", "", "-1", "1x", " 1", "+1", "01/", "1.0",
                               "99999999999999999999", "1/files", "\"<b>"}) {
    INFO(id);
    site.ask("/api/torrents/" + id);
    site.transmission_answers();
    const auto answer = site.only_answer();
    CHECK(answer.status == 404);
    CHECK(text(answer, "error") == "wstorrent.error.no_such_torrent");
    CHECK(text(answer, "message") ==
          "there is no torrent " + excerpt(id) + "; /api/torrents lists them by id");
  }
}

TEST_CASE("before the first good sample a failure is 502, with the reason and what to do") {
  for (const auto* path : {"/api/torrents", "/api/torrents/1"}) {
    INFO(path);
    Site site;
    site.ask(path);
    site.transmission_fails();
    const auto answer = site.only_answer();
    CHECK(answer.status == 502);
    CHECK(text(answer, "error") == "wstorrent.error.source_failed");
    CHECK(text(answer, "message").find("cannot run transmission-remote") != std::string::npos);
    CHECK(text(answer, "message").find("--remote-command") != std::string::npos);
  }
}

TEST_CASE("after it the list known last is answered, with its age") {
  Site site;
  site.ask("/api/torrents");
  site.transmission_answers();
  const auto good = site.only_answer();
  site.time = 2000;
  site.ask("/api/torrents");
  site.transmission_fails();
  const auto stale = site.only_answer();
  CHECK(stale.status == 200);
  CHECK(*stale.body == *good.body);
  CHECK(json(stale).view()["at"].number() == 1000);
}

TEST_CASE("the status is answered whether Transmission is there or not") {
  Site site;
  site.ask("/api/status");
  site.transmission_fails();
  const auto failing = site.only_answer();
  CHECK(failing.status == 200);
  CHECK(json(failing).view()["sources"].at(0)["state"].string() == "failing");
  CHECK(json(failing).view()["now"].number() == 1000);

  site.ask("/api/status");
  site.transmission_answers();
  const auto ok = site.only_answer();
  CHECK(json(ok).view()["sources"].at(0)["state"].string() == "ok");
  CHECK(json(ok).view()["sources"].at(0)["version"].string() == "4.0.6");
}

TEST_CASE("the loop's health is answered at once, without asking Transmission") {
  Site site;
  site.ask("/api/torrents");  // hangs
  site.ask("/healthz");
  const auto answer = site.only_answer();
  CHECK(answer.status == 200);
  CHECK(*answer.body == "ok\n");
  CHECK(site.runner.commands.size() == 1);
}

TEST_CASE("every other path is a file or nothing") {
  Site site;
  site.ask("/opt-V.exit");
  CHECK(site.only_answer().status == 200);
  for (const auto* path :
       {"/api", "/api/", "/api/torrent", "/api/statusx", "/healthz/", "/nothing"}) {
    INFO(path);
    site.ask(path);
    const auto answer = site.only_answer();
    CHECK(answer.status == 404);
    CHECK(text(answer, "message") == std::string("there is nothing at ") + path);
  }
  CHECK(site.runner.commands.empty());
}

TEST_CASE("only GET and HEAD are answered; the refusal says so on every path") {
  Site site;
  site.ask("/healthz", "HEAD");
  CHECK(site.only_answer().status == 200);
  for (const auto* path : {"/", "/healthz", "/api/torrents", "/api/session", "/ws", "/nothing"}) {
    for (const auto* method : {"POST", "PUT", "DELETE", "OTHER", "get", ""}) {
      INFO(method << " " << path);
      site.ask(path, method);
      const auto answer = site.only_answer();
      CHECK(answer.status == 405);
      CHECK(header(answer, "allow") == "GET, HEAD");
    }
  }
  CHECK(site.runner.commands.empty());
}

TEST_CASE("the list is told with the fields that are named, once for all who name the same") {
  Site site;
  for (const std::string query :
       {"?fields=name,id", "?fields=name%2Cid", "?x=1&fields=name,id", ""}) {
    site.ask("/api/torrents" + query);
  }
  site.transmission_answers();
  REQUIRE(site.answers.size() == 4);
  const auto named = json(site.answers[0]);
  CHECK(named.view()["torrents"].at(0).size() == 2);
  CHECK(site.answers[1].body == site.answers[0].body);
  CHECK(site.answers[2].body == site.answers[0].body);
  CHECK(json(site.answers[3]).view()["torrents"].at(0).size() > 2);
}

TEST_CASE("a field that there is not, and fields said twice, are refused in words") {
  Site site;
  site.ask("/api/torrents?fields=name,nmae");
  auto answer = site.only_answer();
  CHECK(answer.status == 400);
  CHECK(text(answer, "message").starts_with("a torrent has no field \"nmae\""));
  for (const std::string query : {"?fields=name&fields=eta", "?fields=%zz"}) {
    INFO(query);
    site.ask("/api/torrents" + query);
    answer = site.only_answer();
    CHECK(answer.status == 400);
    CHECK(text(answer, "message") == "fields must be named once, as in ?fields=name,eta");
  }
  CHECK(site.runner.commands.empty());
}
