// What a WAMP v2 client may send: whatever is understood can be said again, and
// whatever it carries goes on unchanged.
#include "wire/wamp2.h"

#include <algorithm>
#include <string>
#include <variant>

#include "law.h"

using namespace wst;
using namespace wst::wamp2;
using wst::fuzz::check_json;
using wst::fuzz::must;

namespace {

void check_id(Id id) { must(id >= 1 && id <= (Id{1} << 53), "an id is out of range"); }

bool component_fits(std::string_view wanted, std::string_view found) {
  return wanted.empty() || wanted == found;
}

/// Another way to the answer of matches().
bool fits(std::string_view pattern, std::string_view uri) {
  const auto wanted = pattern.find('.');
  const auto found = uri.find('.');
  if (!component_fits(pattern.substr(0, wanted), uri.substr(0, found))) return false;
  if (wanted == std::string_view::npos || found == std::string_view::npos) return wanted == found;
  return fits(pattern.substr(wanted + 1), uri.substr(found + 1));
}

void check_uri(std::string_view topic) {
  must(!is_uri(topic) || is_uri(topic, Match::prefix), "a topic is no pattern");
  must(is_uri(topic, Match::prefix) == is_uri(topic, Match::wildcard), "patterns differ");
  const auto half = topic.substr(0, topic.size() / 2);
  for (const auto pattern : {topic, half, std::string_view("a..c"), std::string_view(".")}) {
    must(matches(pattern, Match::exact, topic) == (pattern == topic), "exact is not exact");
    must(matches(pattern, Match::prefix, topic) == topic.starts_with(pattern), "prefix is wrong");
    must(matches(pattern, Match::wildcard, topic) == fits(pattern, topic), "wildcard is wrong");
  }
}

void same(const Payload& one, const Payload& other) {
  must(one.args == other.args && one.kwargs == other.kwargs, "a payload changed on its way");
}

void check_payload(const Payload& payload) {
  const auto args = Json::parse(payload.args);
  const auto kwargs = Json::parse(payload.kwargs);
  must(payload.args.empty() || (args && args->view().is_array()), "args are no list");
  must(payload.kwargs.empty() || (kwargs && kwargs->view().is_object()), "kwargs are no object");
  check_json(event({.subscription = 1, .publication = 2, .retained = true}, payload));
  check_json(result(1, true, payload));
  check_json(invocation(1, 2, true, payload));

  // YIELD has the shape of RESULT, and a callee's ERROR that of ours.
  auto text = result(1, false, payload);
  const auto yield = parse(text.replace(1, 2, "70"));
  must(yield && std::holds_alternative<Yield>(yield.value()), "what was written cannot be read");
  same(std::get<Yield>(yield.value()).payload, payload);
  text = error(Request::call, 1, "a.b", payload);
  const auto failed = parse(text.replace(3, 2, "68"));
  must(failed && std::holds_alternative<InvocationError>(failed.value()), "an error is not read");
  same(std::get<InvocationError>(failed.value()).payload, payload);
}

struct Check {
  void operator()(const Hello& hello) const {
    check_json(abort("a.b", "there is no realm \"" + hello.realm + "\""));
    check_json(welcome({1, hello.realm, hello.authid, "a", "b", "c", "d"}));
  }
  void operator()(const Abort&) const {}
  void operator()(const Authenticate&) const {}
  void operator()(const Goodbye& goodbye) const { check_json(wamp2::goodbye(goodbye.reason, "x")); }
  void operator()(const Publish& publish) const {
    check_id(publish.request);
    check_uri(publish.topic);
    check_payload(publish.payload);
    for (const auto id : publish.audience.exclude) check_id(id);
    for (const auto id : publish.audience.eligible.value_or(std::vector<Id>())) check_id(id);
    check_json(error(Request::publish, publish.request, "a.b", publish.topic));
    check_json(event({.subscription = 1, .publication = 2, .topic = publish.topic}, {}));
  }
  void operator()(const Subscribe& subscribe) const {
    check_id(subscribe.request);
    check_uri(subscribe.topic);
    must(subscribe.options.invalid.empty() || subscribe.options.after.empty(),
         "a cursor came from nowhere");
  }
  void operator()(const Unsubscribe& unsubscribe) const {
    check_id(unsubscribe.request);
    check_id(unsubscribe.subscription);
  }
  void operator()(const Call& call) const {
    check_id(call.request);
    check_uri(call.procedure);
    check_payload(call.payload);
    must(!call.timeout || *call.timeout > 0, "a call has ended before it began");
  }
  void operator()(const Cancel& cancel) const {
    check_id(cancel.request);
    check_json(interrupt(cancel.request, cancel.mode));
  }
  void operator()(const Register& message) const { check_id(message.request); }
  void operator()(const Unregister& unregister) const { check_id(unregister.registration); }
  void operator()(const Yield& yield) const {
    check_id(yield.request);
    check_payload(yield.payload);
  }
  void operator()(const InvocationError& failed) const {
    check_id(failed.request);
    check_payload(failed.payload);
    check_json(error(Request::call, 1, failed.uri, failed.payload));
  }
};

// An error is never told to another request than the one that was meant.
void check_head(std::string_view text) {
  const auto head = head_of(text.substr(0, text.size() / 2));
  const auto whole = head_of(text);
  if (!head) return;
  check_id(head->request);
  must(!whole || (whole->type == head->type && whole->request == head->request),
       "what is cut off is another request");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  check_head(text);
  const auto message = parse(text);
  const auto spaced = parse("\n " + std::string(text) + "\t\r ");
  must(message.ok() == spaced.ok(), "white space makes a difference");
  if (!message) {
    check_json(abort("wamp.error.protocol_violation", message.error().message));
    return 0;
  }
  must(message.value().index() == spaced.value().index(), "white space makes another message");
  std::visit(Check(), message.value());
  return 0;
}
