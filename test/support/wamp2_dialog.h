// WAMP v2 clients of a router of fakes, and what they hear, in words.
//
// The words: one message behind the other, parted by "; ", and at last how the connection is to be
// closed. Each is its name, the numbers by which it answers (of the request, the subscription, the
// call), what it says, and its arguments without their brackets:
//   "SUBSCRIBED 1 5; EVENT 5 {\"retained\":true} {\"from\":0}"
//   "ERROR 48 2 wamp.error.no_such_procedure; close 1002"
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/json.h"
#include "fakes.h"
#include "router/meta.h"
#include "router/wamp2_client.h"

namespace wst::test {

/// `[1,2]` and what comes behind as `1,2`; an object as it is.
inline std::string payload_in_words(JsonView message, std::size_t index) {
  std::string words;
  for (auto element = message.at(index).first(); element.present(); element = element.next()) {
    words += (words.empty() ? " " : ",") + element.text();
  }
  const auto kwargs = message.at(index + 1);
  return kwargs.present() ? words + " " + kwargs.text() : words;
}

/// A frame: its name and what matters of it. Random ids are only checked.
inline std::string in_words(const std::string& frame) {
  INFO(frame);
  const auto document = Json::parse(frame);
  REQUIRE(document);
  const auto message = document->view();
  const auto at = [&](std::size_t index) { return message.at(index).text(); };
  const auto text_at = [&](std::size_t i) { return std::string(message.at(i).string().value()); };
  const auto check_id = [&](std::size_t index) {
    CHECK(message.at(index).integer().value_or(0) > 0);
  };
  const std::int64_t code = message.at(0).integer().value_or(0);
  if (code == 2) check_id(1);
  if (code == 2) return "WELCOME " + message.at(2)["authid"].text();
  if (code == 3) return "ABORT " + text_at(2);
  if (code == 4) return "CHALLENGE " + text_at(1);
  if (code == 6) return "GOODBYE " + text_at(2);
  if (code == 8) CHECK(at(3) == "{}");
  if (code == 8) return "ERROR " + at(1) + " " + at(2) + " " + text_at(4);
  if (code == 17) check_id(2);
  if (code == 17) return "PUBLISHED " + at(1);
  if (code == 33) return "SUBSCRIBED " + at(1) + " " + at(2);
  if (code == 35) return "UNSUBSCRIBED " + at(1) + (message.size() > 2 ? " " + at(2) : "");
  if (code == 36) check_id(2);
  if (code == 36) return "EVENT " + at(1) + " " + at(3) + payload_in_words(message, 4);
  if (code == 50) return "RESULT " + at(1) + " " + at(2) + payload_in_words(message, 3);
  if (code == 65) return "REGISTERED " + at(1);
  if (code == 67) return "UNREGISTERED " + at(1);
  if (code == 69) return "INTERRUPT " + at(1) + " " + at(2);
  CHECK(code == 68);
  return "INVOCATION " + at(1) + " " + at(3) + payload_in_words(message, 4);
}

struct Wamp2Dialog {
  explicit Wamp2Dialog(Router& router) : endpoint(connection, router) {}

  /// Everything said to `text`, in words.
  std::string say(const std::string& text) {
    endpoint.on_text(text);
    return heard();
  }
  std::string heard() {
    std::string words;
    for (const auto& frame : drain(endpoint))
      words += (words.empty() ? "" : "; ") + in_words(frame);
    if (!endpoint.closing()) return words;
    return words + (words.empty() ? "" : "; ") + "close " +
           std::to_string(endpoint.closing()->code);
  }
  [[nodiscard]] std::string id() const { return std::to_string(endpoint.id()); }

  FakeConnection connection;
  Wamp2Client endpoint;
};

struct Wamp2World : RouterWorld {
  using RouterWorld::RouterWorld;

  /// One that has not said HELLO.
  Wamp2Dialog& connect() {
    clients.push_back(std::make_unique<Wamp2Dialog>(router));
    return *clients.back();
  }
  /// One that has joined, anonymously or as one of those whom FakeAuthenticator knows.
  Wamp2Dialog& join(const std::string& authid = "", const std::string& features = "{}") {
    Wamp2Dialog& client = connect();
    const std::string roles = R"("roles":{"subscriber":{"features":)" + features +
                              R"(},"callee":{"features":)" + features + "}}";
    if (authid.empty()) {
      REQUIRE(client.say(R"([1,"wstorrent",{)" + roles + "}]") == R"(WELCOME "anonymous")");
    } else {
      REQUIRE(client.say(R"([1,"wstorrent",{)" + roles + R"(,"authmethods":["ticket"],"authid":")" +
                         authid + R"("}])") == "CHALLENGE ticket");
      REQUIRE(client.say("[5,\"" + authid + "'s\",{}]") == "WELCOME \"" + authid + "\"");
    }
    return client;
  }

  Meta meta{router};
  std::vector<std::unique_ptr<Wamp2Dialog>> clients;
};

}  // namespace wst::test
