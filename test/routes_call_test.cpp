#include "router/meta.h"
#include "site.h"
#include "transmission/procedures.h"
#include "wamp2_dialog.h"

using namespace wst;
using namespace wst::test;

namespace {

CallResult failure(const std::string& uri) { return {Error{"it did not work", uri}}; }

}  // namespace

TEST_CASE("a POST to a procedure is a call with its body as arguments") {
  Site site;
  site.ask("/api/call/torrent.stop", "POST", R"({"ids":[7]})");
  CHECK(site.answers.empty());
  REQUIRE(site.callee.calls.size() == 1);
  const auto& request = site.callee.calls.front();
  CHECK(request.procedure == "torrent.stop");
  CHECK(request.payload.args.empty());
  CHECK(request.payload.kwargs == R"({"ids":[7]})");

  site.callee.end({.payload = wamp2::payload_of(R"({"ok":true,"confirmed":true})")});
  const auto answer = site.only_answer();
  CHECK(answer.status == 200);
  CHECK(header(answer, "cache-control") == "no-store");
  CHECK(json(answer).view()["confirmed"].boolean() == true);
}

TEST_CASE("a call is its visitor's, who must be allowed to make it") {
  Site site;
  site.visitor.role = Role::viewer;
  site.ask("/api/call/torrent.stop", "POST");
  CHECK(text(site.only_answer(), "error") == "wstorrent.error.read_only");
  site.ask("/api/call/torrents.get", "POST");
  CHECK(site.callee.calls.size() == 1);
}

TEST_CASE("a worker answers who posts as it answers sessions") {
  Site site;
  Wamp2Dialog worker(site.world.router);
  worker.say(
      R"([1,"wstorrent",{"roles":{"callee":{}},"authmethods":["ticket"],"authid":"willy"}])");
  worker.say(R"([5,"willy's",{}])");
  CHECK(worker.say(R"([64,1,{},"feed.weather.ask"])") == "REGISTERED 1");
  const auto ask = [&](const std::string& body) {
    site.ask("/api/call/feed.weather.ask", "POST", body);
    return worker.heard();
  };
  CHECK(ask(R"({"where":"here"})") == R"(INVOCATION 1 {} {"where":"here"})");
  CHECK(site.world.timer.runs());  // it is not waited for for ever
  worker.say("[70,1,{},[21]]");
  CHECK(*site.only_answer().body == "21\n");
  ask("");
  worker.say(R"([70,2,{},[21,22],{"unit":"C"}])");
  CHECK(*site.only_answer().body == R"({"args":[21,22],"kwargs":{"unit":"C"}})"
                                    "\n");
  ask("");
  worker.say(R"([8,68,3,{},"feed.weather.error.closed",["no more"]])");
  const auto failed = site.only_answer();
  CHECK(failed.status == 500);
  CHECK(text(failed, "error") == "feed.weather.error.closed");
  CHECK(text(failed, "message") == "no more");
}

TEST_CASE("meta procedures answer who posts, and who posts is no session") {
  Site site;
  Meta meta(site.world.router);
  Wamp2Dialog client(site.world.router);
  client.say(R"([1,"wstorrent",{"roles":{"caller":{}}}])");
  const auto ask = [&](const std::string& procedure) {
    site.ask("/api/call/" + procedure, "POST");
    return *site.only_answer().body;
  };
  CHECK(ask("wamp.session.count") == "1\n");
  CHECK(ask("wamp.session.kill_all") == "1\n");
  CHECK(ask("wamp.session.count") == "0\n");
  site.visitor.role = Role::viewer;
  site.ask("/api/call/wamp.session.count", "POST");
  CHECK(site.only_answer().status == 403);
}

TEST_CASE("an empty body is no arguments") {
  Site site;
  site.ask("/api/call/torrents.get", "POST");
  REQUIRE(site.callee.calls.size() == 1);
  CHECK(site.callee.calls.front().payload.kwargs == "{}");
}

TEST_CASE("a body that is no JSON object is refused and calls nothing") {
  Site site;
  for (const std::string body :
       {"[7]", "7", "null", "\"x\"", "{", "{} {}", "ids=7", " ", "{\"a\":}", "{\"a\":\"\xff\"}"}) {
    INFO(body);
    site.ask("/api/call/torrent.stop", "POST", body);
    const auto answer = site.only_answer();
    CHECK(answer.status == 400);
    CHECK(text(answer, "error") == "wamp.error.invalid_argument");
  }
  CHECK(site.callee.calls.empty());
}

TEST_CASE("each error has its URI, its sentence and the fitting status") {
  struct Case {
    const char* uri;
    int status;
  };
  for (const auto& [uri, status] :
       {Case{"wamp.error.invalid_argument", 400}, Case{"wamp.error.not_authorized", 403},
        Case{"wstorrent.error.read_only", 403}, Case{"wamp.error.no_such_procedure", 404},
        Case{"wstorrent.error.no_such_torrent", 404}, Case{"wamp.error.payload_size_exceeded", 413},
        Case{"wstorrent.error.unsupported", 501}, Case{"wstorrent.error.source_failed", 502},
        Case{"wstorrent.error.busy", 503}, Case{"wamp.error.canceled", 503},
        Case{"wamp.error.timeout", 504}, Case{"wstorrent.error.never_heard_of", 500},
        Case{"", 500}}) {
    INFO(uri);
    Site site;
    site.ask("/api/call/torrent.stop", "POST", "{}");
    site.callee.end(failure(uri));
    const auto answer = site.only_answer();
    CHECK(answer.status == status);
    CHECK(text(answer, "error") == uri);
    CHECK(text(answer, "message") == "it did not work");
  }
}

TEST_CASE("a call whose client has gone is forgotten, not cancelled") {
  Site site;
  const auto abandon = site.ask("/api/call/torrent.stop", "POST", "{}");
  REQUIRE(abandon);
  abandon();
  CHECK(site.callee.calls.empty());
  CHECK(site.callee.forgotten.size() == 1);
  CHECK(site.callee.cancelled.empty());
}

TEST_CASE("a procedure is only posted to; the refusal says so") {
  Site site;
  for (const auto* method : {"GET", "HEAD", "PUT", "DELETE", "OTHER"}) {
    INFO(method);
    site.ask("/api/call/torrent.stop", method);
    const auto answer = site.only_answer();
    CHECK(answer.status == 405);
    CHECK(header(answer, "allow") == "POST");
  }
  CHECK(site.callee.calls.empty());
}

TEST_CASE("the session is what session.get answers") {
  Site site;
  site.ask("/api/session");
  REQUIRE(site.callee.calls.size() == 1);
  CHECK(site.callee.calls.front().procedure == "session.get");
  site.callee.end({.payload = wamp2::payload_of(R"({"alt_speed":false})")});
  CHECK(json(site.only_answer()).view()["alt_speed"].boolean() == false);
}

TEST_CASE("the procedures are listed without asking Transmission") {
  Site site;
  site.ask("/api/procedures");
  const auto answer = site.only_answer();
  CHECK(answer.status == 200);
  CHECK(*answer.body == procedures_json() + "\n");
  CHECK(json(answer).view().present());
  CHECK(site.runner.commands.empty());
}

TEST_CASE("a scrape takes a sample, unless there is one that is no older than a viewer's") {
  Site site;
  site.ask("/metrics");
  site.transmission_answers();
  const auto first = site.only_answer();
  CHECK(header(first, "content-type") == "text/plain; version=0.0.4; charset=utf-8");
  for (const std::string line :
       {"connections 2", "source_up 1", "sample_age_seconds 0", "source_runs_total 1"}) {
    INFO(line);
    CHECK(first.body->find("\nwstorrentd_" + line + "\n") != std::string::npos);
  }
  const auto runs = site.runner.commands.size();
  site.time += 1;
  site.ask("/metrics");
  CHECK(site.only_answer().body->find("sample_age_seconds 1\n") != std::string::npos);
  CHECK(site.runner.commands.size() == runs);
  site.time += 100;
  site.ask("/metrics");
  CHECK(site.runner.running() == 1);
  site.runner.print_error("Connection refused\n");
  site.runner.end_with(1);
  CHECK(site.only_answer().body->find("\nwstorrentd_source_up 0\n") != std::string::npos);
}

TEST_CASE("whether the source answers is asked of it") {
  Site site;
  site.ask("/readyz");
  site.transmission_answers();
  CHECK(site.only_answer().status == 200);
  site.ask("/readyz");
  CHECK(site.only_answer().status == 200);
  site.time += 100;
  site.ask("/readyz");
  site.runner.print_error("Connection refused\n");
  site.runner.end_with(1);
  CHECK(site.only_answer().status == 503);
}

TEST_CASE("a client that hangs keeps neither scrape nor probe longer than they have patience") {
  Site site;
  site.ask("/readyz");
  site.transmission_answers();
  CHECK(site.only_answer().status == 200);
  CHECK(!site.patience.runs());

  site.time += 100;
  site.ask("/metrics");
  site.ask("/readyz");
  CHECK(site.patience.first_after.value_or(100) < 10);  // what Prometheus gives it
  CHECK(site.answers.empty());
  site.patience.tick();
  REQUIRE(site.answers.size() == 2);
  CHECK(site.answers[0].body->find("\nwstorrentd_source_up 0\n") != std::string::npos);
  CHECK(site.answers[0].body->find("\nwstorrentd_sample_age_seconds 100\n") != std::string::npos);
  CHECK(site.answers[1].status == 503);
  CHECK(!site.patience.runs());

  site.answers.clear();
  site.ask("/readyz");  // joins the run that goes on
  CHECK(site.runner.running() == 1);
  site.transmission_answers();
  CHECK(site.only_answer().status == 200);
  CHECK(!site.patience.runs());
}

TEST_CASE("the WebSocket's path says what it is to who asks for a page") {
  Site site;
  site.ask("/ws");
  const auto answer = site.only_answer();
  CHECK(answer.status == 426);
  CHECK(header(answer, "upgrade") == "websocket");
}
