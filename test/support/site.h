// The routes over a Transmission that the test plays.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "fakes.h"
#include "feed/topics.h"
#include "http/probes.h"
#include "http/routes.h"
#include "http/static_files.h"
#include "recordings.h"

namespace wst::test {

inline FeedOptions feed_options() {
  FeedOptions options;
  options.epoch = "e";
  return options;
}

/// The routes over a feed whose runs the test plays.
struct Site {
  Site() {
    routes.set_traffic([this] { return traffic; });
  }

  FakeRunner runner;
  FakeTimer timer;
  double time = 1000;
  Feed feed{feed_options(), runner, timer, [this] { return time; }};
  TorrentList torrents{feed};
  StatusTopic status{feed};
  RouterWorld world;
  FakeCallee& callee = world.callee;
  StaticFiles files{std::string(TEST_DATA) + "/4.0.6"};
  Traffic traffic = {2, 1};
  FakeTimer patience;
  Probes probes{feed, patience};
  Routes routes{feed, torrents, status, world.router, files, probes};
  Visitor visitor = {.role = Role::administrator};
  std::vector<HttpResponse> answers;

  /// As `visitor`, who may.
  Abandon ask(const std::string& path, const std::string& method = "GET",
              const std::string& body = "") {
    HttpRequest request;
    request.visitor = visitor;
    request.method = method;
    const auto mark = path.find('?');
    request.path = path.substr(0, mark);
    if (mark != std::string::npos) request.query = path.substr(mark + 1);
    request.body = body;
    return routes.handle(request,
                         [this](HttpResponse response) { answers.push_back(std::move(response)); });
  }
  HttpResponse only_answer() {
    INFO("answers: " << answers.size());
    REQUIRE(answers.size() == 1);
    return std::exchange(answers, {}).front();
  }

  /// Whatever runs: the version if that is asked, then the recorded list.
  void transmission_answers() {
    if (runner.last_words() == "-V") {
      runner.print_error(recording("4.0.6", "opt-V.stderr"));
      runner.end();
    }
    runner.print(recording("4.0.6", "json-t-all-i.stdout"));
    runner.print(recording("4.0.6", "json-st.stdout"));
    runner.end();
  }
  void transmission_fails() {
    runner.end({Exit::Kind::not_started, 0, "cannot run transmission-remote: No such file"});
  }
};

inline std::string header(const HttpResponse& response, std::string_view name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return "";
}

inline Json json(const HttpResponse& response) {
  REQUIRE(response.body);
  CHECK(header(response, "content-type") == "application/json");
  auto document = Json::parse(*response.body);
  REQUIRE(document);
  return std::move(*document);
}

inline std::string text(const HttpResponse& response, std::string_view member) {
  return std::string(json(response).view()[member].string().value_or("(none)"));
}

}  // namespace wst::test
