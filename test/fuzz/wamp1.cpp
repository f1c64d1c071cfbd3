// What a WAMP v1 client may send, and what a topic of its may hide.
#include "wire/wamp1.h"

#include <string>
#include <variant>

#include "base/json.h"
#include "law.h"

using namespace wst;
using namespace wst::wamp1;
using wst::fuzz::check_json;
using wst::fuzz::must;

namespace {

template <typename Kind>
Kind read_as(const std::string& text) {
  const auto message = parse(text);
  must(message && message.value(), "what was said cannot be said again");
  must(std::holds_alternative<Kind>(*message.value()), "what was said again is something else");
  return std::get<Kind>(*message.value());
}

void check_login(std::string_view text) {
  const auto login = read_login(text);
  if (!login) return;
  const auto again =
      read_login(R"({"token":)" + json_quote(login->who.token) + R"(,"userId":)" +
                 json_quote(login->who.user) + R"(,"topic":)" + json_quote(login->topic) + "}");
  must(again && again->topic == login->topic, "a login form changed its topic");
  must(again->who.user == login->who.user, "a login form changed its user");
  must(again->who.token == login->who.token, "a login form changed its token");
}

void check_topic(const TopicText& topic) {
  check_json(event(topic.text, "null"));
  check_login(topic.text);
  must(!topic.was_object || Json::parse(topic.text)->view().is_object(), "an object is none");
  const auto again = topic.was_object ? topic.text : json_quote(topic.text);
  must(read_as<Subscribe>("[5," + again + "]").topic.text == topic.text, "a topic changed");
}

struct Check {
  void operator()(const Prefix& prefix) const { check_json(json_quote(prefix.uri)); }
  void operator()(const Call& call) const {
    check_json(call_result(call.id, call.args));
    const auto again = "[2," + call.id + "," + json_quote(call.procedure) +
                       (call.args == "[]" ? "" : "," + call.args.substr(1, call.args.size() - 2)) +
                       "]";
    const auto same = read_as<Call>(again);
    must(same.id == call.id && same.procedure == call.procedure, "a call changed");
    must(same.args == call.args, "arguments changed");
  }
  void operator()(const BadCall& call) const { check_json(call_error(call.id, "a.b", call.why)); }
  void operator()(const Subscribe& subscribe) const { check_topic(subscribe.topic); }
  void operator()(const Unsubscribe& unsubscribe) const { check_topic(unsubscribe.topic); }
  void operator()(const TokenLogin& who) const {
    const auto again = read_as<TokenLogin>("{\"auth\":{\"user\":" + json_quote(who.user) +
                                           ",\"token\":" + json_quote(who.token) + "}}");
    must(again.user == who.user && again.token == who.token, "credentials changed");
  }
  void operator()(const Publish& publish) const {
    check_topic(publish.topic);
    check_json(event(publish.topic.text, publish.event));
    must(!publish.exclude_me || publish.exclude.empty(), "two ways to exclude at once");
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  check_login(text);
  const auto message = parse(text);
  if (!message) return 0;
  if (message.value()) std::visit(Check(), *message.value());
  return 0;
}
