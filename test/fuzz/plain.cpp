// What a client of the plain protocol may send: what is understood can be said
// again, and what is not gets an answer that can be sent.
#include "wire/plain.h"

#include <string>
#include <variant>

#include "base/json.h"
#include "law.h"

using namespace wst;
using namespace wst::plain;
using wst::fuzz::check_json;
using wst::fuzz::must;

namespace {

template <typename Kind>
Kind read_as(const std::string& text) {
  const auto parsed = parse(text);
  const auto* message = std::get_if<Message>(&parsed);
  must(message && std::holds_alternative<Kind>(*message), "what was said cannot be said again");
  return std::get<Kind>(*message);
}

std::string topic_of(const Subscribe& subscribe) {
  const auto topic = json_quote(subscribe.topic);
  if (!subscribe.login) return topic;
  return "{\"topic\":" + topic + ",\"userId\":" + json_quote(subscribe.login->user) +
         ",\"token\":" + json_quote(subscribe.login->token) + "}";
}

struct Check {
  void operator()(const Subscribe& subscribe) const {
    const auto same = read_as<Subscribe>("{\"after\":" + json_quote(subscribe.options.after) +
                                         ",\"subscribe\":" + topic_of(subscribe) + "}");
    must(same.topic == subscribe.topic && same.options.after == subscribe.options.after,
         "a subscription changed");
    check_json(subscribed(subscribe.topic));
    check_json(event(subscribe.topic, "{}"));
    must(same.login.has_value() == subscribe.login.has_value(), "a login came or went");
    if (!same.login) return;
    must(same.login->user == subscribe.login->user, "a login changed its user");
    must(same.login->token == subscribe.login->token, "a login changed its token");
  }
  void operator()(const Unsubscribe& unsubscribe) const {
    check_json(unsubscribed(unsubscribe.topic, unsubscribe.topic));
  }
  void operator()(const Call& call) const {
    const auto id = call.id.empty() ? "" : ",\"id\":" + call.id;
    const auto same =
        read_as<Call>("{\"call\":" + json_quote(call.procedure) + ",\"args\":" + call.args +
                      (call.progress ? ",\"progress\":true" : "") + id + "}");
    must(same.procedure == call.procedure && same.args == call.args, "a call changed");
    must(same.id == call.id && same.progress == call.progress, "a call's id changed");
    check_json(result(call.args, call.id));
    check_json(progress(call.args, call.id));
    check_json(error("a.b", call.procedure, call.id));
  }
  void operator()(const Cancel& cancel) const {
    must(read_as<Cancel>("{\"cancel\":" + cancel.id + "}").id == cancel.id, "an id changed");
  }
  void operator()(const TokenLogin& who) const { check_json(authenticated(who.user, who.token)); }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto parsed = parse(fuzz::text_of(data, size));
  if (const auto* message = std::get_if<Message>(&parsed)) {
    std::visit(Check(), *message);
    return 0;
  }
  const auto& malformed = std::get<Malformed>(parsed);
  must(!malformed.why.empty() && malformed.why.size() < 500, "there is no short reason");
  check_json(error("a.b", malformed.why, malformed.id));
  return 0;
}
