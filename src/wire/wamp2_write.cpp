// What a router says.
#include <array>
#include <initializer_list>

#include "wire/elements.h"
#include "wire/wamp2.h"

namespace wst::wamp2 {

namespace {

// `call_canceling` is left out although CANCEL is served: autobahn-js forgets a
// call when it cancels it, and closes its connection on the answer that a
// router which announces this owes it.
constexpr std::string_view roles =
    R"({"broker":{"features":{"pattern_based_subscription":true,"publisher_exclusion":true,)"
    R"("subscriber_blackwhite_listing":true,"publisher_identification":true,)"
    R"("event_retention":true,"session_meta_api":true,"subscription_meta_api":true,)"
    R"("subscription_revocation":true}},)"
    R"("dealer":{"features":{"progressive_call_results":true,"session_meta_api":true}}})";

constexpr std::array<std::string_view, 3> modes = {"skip", "kill", "killnowait"};

/// A dictionary, built member by member.
class Details {
 public:
  Details& add(std::string_view key, std::string_view json) {
    if (text_.size() > 1) text_ += ',';
    text_.append("\"").append(key).append("\":").append(json);
    return *this;
  }
  Details& add_text(std::string_view key, std::string_view text) {
    return text.empty() ? *this : add(key, json_quote(text));
  }
  Details& add_flag(std::string_view key, bool set) { return set ? add(key, "true") : *this; }

  [[nodiscard]] std::string text() const { return text_ + "}"; }

 private:
  std::string text_ = "{";
};

std::string number(Id id) { return std::to_string(id); }

// Nothing is copied twice: an event can be a quarter of a megabyte.
std::string message(std::initializer_list<std::string_view> elements, const Payload& payload = {}) {
  const bool has_kwargs = !payload.kwargs.empty() && payload.kwargs != "{}";
  const bool has_args = has_kwargs || (!payload.args.empty() && payload.args != "[]");
  std::string out;
  out.reserve(256 + payload.args.size() + payload.kwargs.size());
  const auto add = [&out](std::string_view element) {
    out.append(out.empty() ? "[" : ",").append(element);
  };
  for (const auto element : elements) add(element);
  if (has_args) add(payload.args.empty() ? "[]" : std::string_view(payload.args));
  if (has_kwargs) add(payload.kwargs);
  return out += ']';
}

}  // namespace

std::string welcome(const Welcome& welcome) {
  auto details = Details()
                     .add_text("realm", welcome.realm)
                     .add_text("authid", welcome.authid)
                     .add_text("authrole", welcome.authrole)
                     .add_text("authmethod", welcome.authmethod)
                     .add_text("authprovider", welcome.authprovider)
                     .add_text("agent", welcome.agent)
                     .add("roles", roles);
  if (!welcome.token.empty()) {
    details.add("authextra", Details().add_text("token", welcome.token).text());
  }
  return message({"2", number(welcome.session), details.text()});
}

std::string challenge(std::string_view method) { return message({"4", json_quote(method), "{}"}); }

std::string abort(std::string_view reason, std::string_view why) {
  return message({"3", Details().add_text("message", why).text(), json_quote(reason)});
}

std::string goodbye(std::string_view reason, std::string_view why) {
  return message({"6", Details().add_text("message", why).text(), json_quote(reason)});
}

std::string error(Request type, Id request, std::string_view uri, std::string_view why) {
  return error(type, request, uri, Payload{"[" + json_quote(why) + "]"});
}

std::string error(Request type, Id request, std::string_view uri, const Payload& payload) {
  return message({"8", number(static_cast<Id>(type)), number(request), "{}", json_quote(uri)},
                 payload);
}

std::string published(Id request, Id publication) {
  return message({"17", number(request), number(publication)});
}

std::string subscribed(Id request, Id subscription) {
  return message({"33", number(request), number(subscription)});
}

std::string unsubscribed(Id request) { return message({"35", number(request)}); }

std::string revoked(Id subscription, std::string_view reason) {
  return message(
      {"35", "0",
       Details().add("subscription", number(subscription)).add_text("reason", reason).text()});
}

std::string event(const Event& event, const Payload& payload) {
  Details details;
  details.add_flag("retained", event.retained).add_text("topic", event.topic);
  if (event.publisher) details.add("publisher", number(*event.publisher));
  details.add_text("publisher_authid", event.publisher_authid)
      .add_text("publisher_authrole", event.publisher_authrole);
  return message({"36", number(event.subscription), number(event.publication), details.text()},
                 payload);
}

std::string result(Id request, bool progress, const Payload& payload) {
  return message({"50", number(request), Details().add_flag("progress", progress).text()}, payload);
}

std::string registered(Id request, Id registration) {
  return message({"65", number(request), number(registration)});
}

std::string unregistered(Id request) { return message({"67", number(request)}); }

std::string invocation(Id request, Id registration, bool receive_progress, const Payload& payload) {
  return message({"68", number(request), number(registration),
                  Details().add_flag("receive_progress", receive_progress).text()},
                 payload);
}

std::string interrupt(Id request, CancelMode mode) {
  const auto name = modes[static_cast<std::size_t>(mode)];
  return message({"69", number(request), Details().add_text("mode", name).text()});
}

std::string one_value(const Payload& payload) {
  const auto arguments = element_texts(payload.args);
  if (element_texts(payload.kwargs).empty() && arguments.size() <= 1) {
    return arguments.empty() ? "null" : std::string(arguments.front());
  }
  const std::string args = payload.args.empty() ? "[]" : payload.args;
  const std::string kwargs = payload.kwargs.empty() ? "{}" : payload.kwargs;
  return "{\"args\":" + args + ",\"kwargs\":" + kwargs + "}";
}

Payload payload_of(const std::string& json) { return {.args = "[" + json + "]"}; }

}  // namespace wst::wamp2
