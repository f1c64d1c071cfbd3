// A dealer among fakes, and sessions that call, answer and note what they are told.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "fakes.h"
#include "router/dealer.h"

namespace wst::test {

using Lines = std::vector<std::string>;
using wamp2::CancelMode;

inline std::string text_of(const wamp2::Payload& payload) { return payload.args + payload.kwargs; }

/// One who calls, answers, and notes what it is told.
struct Somebody final : Client, Worker {
  Somebody(Connection& connection, Router& router, Identity who) : Client(connection, router) {
    join(std::move(who));
  }
  void on_text(std::string_view) override {}
  void on_binary(std::string_view) override {}
  void on_killed(std::string_view, std::string_view) override {}
  std::string event_text(const EventParts&) override { return ""; }
  [[nodiscard]] char protocol(const Pattern&) const override { return 0; }

  void on_invocation(wamp2::Id request, wamp2::Id, bool progress,
                     const wamp2::Payload& payload) override {
    heard.push_back("asked " + std::to_string(request) + (progress ? " in parts " : " ") +
                    text_of(payload));
  }
  void on_interrupt(wamp2::Id request, CancelMode mode) override {
    heard.push_back("interrupt " + std::to_string(request) +
                    (mode == CancelMode::kill ? " kill" : " kill_no_wait"));
  }

  Lines heard;
};

struct FakeMeta final : MetaCallee {
  [[nodiscard]] bool has(const std::string& procedure) const override {
    return procedure == "wamp.session.count";
  }
  CallResult call(const Client*, const std::string&, const wamp2::Payload& payload) override {
    return {std::nullopt, {.args = "[1," + payload.args + "]"}};
  }
};

struct DealerWorld : RouterWorld {
  DealerWorld() { dealer.set_meta(&meta); }

  /// By default one who may call everything.
  Somebody& come(Identity who = {.role = Role::administrator}) {
    everybody.push_back(std::make_unique<Somebody>(connection, router, std::move(who)));
    return *everybody.back();
  }
  Somebody& come(const std::string& name) { return come(authenticator.tickets.at(name + "'s")); }

  CallId make(Somebody& caller, CallRequest call) {
    call.on_progress = [&](const auto& payload) {
      caller.heard.push_back("progress " + text_of(payload));
    };
    call.on_done = [&, then = call.on_done](const CallResult& result) {
      const auto& error = result.error;
      caller.heard.push_back((error ? error->uri + ": " + error->message + " " : "result ") +
                             text_of(result.payload));
      if (then) then(result);
    };
    const CallId id = call.id = dealer.next_id();
    dealer.call({caller.identity(), &caller}, std::move(call));
    return id;
  }
  CallId call(Somebody& caller, const std::string& procedure) {
    return make(caller, {.procedure = procedure});
  }
  /// Empty if it went well.
  std::string offer(Somebody& worker, const std::string& procedure) {
    const auto registration = dealer.register_(worker, worker, procedure);
    return registration ? "" : registration.error().uri;
  }

  FakeMeta meta;
  Dealer& dealer = router.dealer();
  std::vector<std::unique_ptr<Somebody>> everybody;
};

/// A worker that answers `feed.weather`, and one who calls.
struct WorkerWorld : DealerWorld {
  Somebody& worker = come("willy");
  Somebody& caller = come();
  const wamp2::Id registration = dealer.register_(worker, worker, "feed.weather").value();
};

}  // namespace wst::test
