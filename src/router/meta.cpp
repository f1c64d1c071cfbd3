#include "router/meta.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <ctime>
#include <optional>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/utf8.h"
#include "router/client.h"

namespace wst {

namespace {

constexpr std::array<const char*, 6> topics = {
    "wamp.session.on_join",
    "wamp.session.on_leave",
    "wamp.subscription.on_create",
    "wamp.subscription.on_subscribe",
    "wamp.subscription.on_unsubscribe",
    "wamp.subscription.on_delete",
};

constexpr std::array<std::string_view, 3> match_names = {"exact", "prefix", "wildcard"};

CallResult value(const std::string& json) { return {std::nullopt, {"[" + json + "]"}}; }

CallResult failure(std::string message, std::string uri) {
  return {Error{std::move(message), std::move(uri)}};
}

CallResult invalid(std::string message) {
  return failure(std::move(message), "wamp.error.invalid_argument");
}

std::string number(std::int64_t id) { return std::to_string(id); }

/// [1,2,3] of what `text` makes of each item.
template <typename Items, typename Text>
std::string list_of(const Items& items, Text text) {
  std::string out = "[";
  for (const auto& item : items) out.append(out.size() > 1 ? "," : "").append(text(item));
  return out + "]";
}

std::string session_details(const Client& client) {
  const Identity& identity = client.identity();
  return "{\"session\":" + number(client.id()) + ",\"authid\":" + json_quote(identity.authid) +
         ",\"authrole\":" + json_quote(identity.authrole) +
         ",\"authmethod\":" + json_quote(identity.authmethod) +
         ",\"authprovider\":" + json_quote(identity.authprovider) + "}";
}

std::string iso_time(double unix_time) {
  const auto seconds = static_cast<std::time_t>(unix_time);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 32> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

std::string subscription_details(const Pattern& pattern) {
  return "{\"id\":" + number(pattern.id) +
         ",\"created\":" + json_quote(iso_time(calm_clock().on_the_wall(pattern.created))) +
         ",\"uri\":" + json_quote(pattern.uri) +
         ",\"match\":" + json_quote(match_names[static_cast<std::size_t>(pattern.match)]) + "}";
}

/// The roles to which a question is limited.
class RoleFilter {
 public:
  explicit RoleFilter(JsonView roles) : roles_(roles) {}
  [[nodiscard]] bool is_valid() const {
    return is_absent() ||
           (roles_.is_array() && all_of([](JsonView role) { return role.is_string(); }));
  }
  [[nodiscard]] bool admits(const Client& client) const {
    return is_absent() ||
           !all_of([&](JsonView role) { return role.string() != client.identity().authrole; });
  }

 private:
  [[nodiscard]] bool is_absent() const { return !roles_.present() || roles_.is_null(); }
  template <typename Condition>
  [[nodiscard]] bool all_of(Condition condition) const {
    for (auto role = roles_.first(); role.present(); role = role.next()) {
      if (!condition(role)) return false;
    }
    return true;
  }
  JsonView roles_;
};

CallResult no_such_session() {
  return failure("there is no session with this id that could be meant",
                 "wamp.error.no_such_session");
}

std::optional<wamp2::Match> match_named(JsonView name) {
  if (!name.present()) return wamp2::Match::exact;
  const auto* found = std::find(match_names.begin(), match_names.end(), name.string());
  if (found == match_names.end()) return std::nullopt;
  return static_cast<wamp2::Match>(found - match_names.begin());
}

}  // namespace

Meta::Meta(Router& router) : router_(router) {
  for (const auto* topic : topics) {
    router_.broker().add_topic(topic, std::make_shared<PublishedTopic>());
  }
  router_.set_observer(this);
  router_.broker().set_observer(this);
  router_.dealer().set_meta(this);
}

Meta::~Meta() {
  router_.set_observer(nullptr);
  router_.broker().set_observer(nullptr);
  router_.dealer().set_meta(nullptr);
}

// ---- procedures ----

const Meta::Procedure* Meta::find(std::string_view name) {
  static constexpr std::array<Procedure, 13> procedures = {{
      {"wamp.session.count", &Meta::count_sessions},
      {"wamp.session.list", &Meta::list_sessions},
      {"wamp.session.get", &Meta::get_session},
      {"wamp.session.kill", &Meta::kill},
      {"wamp.session.kill_by_authid", &Meta::kill_by_authid},
      {"wamp.session.kill_by_authrole", &Meta::kill_by_authrole},
      {"wamp.session.kill_all", &Meta::kill_all},
      {"wamp.subscription.list", &Meta::list_subscriptions},
      {"wamp.subscription.lookup", &Meta::look_up},
      {"wamp.subscription.match", &Meta::match},
      {"wamp.subscription.get", &Meta::get_subscription},
      {"wamp.subscription.list_subscribers", &Meta::list_subscribers},
      {"wamp.subscription.count_subscribers", &Meta::count_subscribers},
  }};
  const auto* found =
      std::find_if(procedures.begin(), procedures.end(),
                   [&](const Procedure& procedure) { return procedure.name == name; });
  return found == procedures.end() ? nullptr : found;
}

bool Meta::has(const std::string& procedure) const { return find(procedure) != nullptr; }

CallResult Meta::call(const Client* caller, const std::string& procedure,
                      const wamp2::Payload& payload) {
  const auto* known = find(procedure);
  if (!known) {
    return failure("there is no procedure " + excerpt(procedure), "wamp.error.no_such_procedure");
  }
  const auto list = Json::parse(payload.args);
  const auto named = Json::parse(payload.kwargs);
  return (this->*known->answer)(
      caller, {list ? list->view() : JsonView(), named ? named->view() : JsonView()});
}

// ---- sessions ----

CallResult Meta::count_sessions(const Client*, const Arguments& arguments) {
  const RoleFilter filter(arguments.list.at(0));
  if (!filter.is_valid()) return invalid("the filter must be a list of roles");
  const auto& members = router_.members();
  return value(number(std::count_if(members.begin(), members.end(), [&](const auto& member) {
    return filter.admits(*member.second);
  })));
}

CallResult Meta::list_sessions(const Client*, const Arguments& arguments) {
  const RoleFilter filter(arguments.list.at(0));
  if (!filter.is_valid()) return invalid("the filter must be a list of roles");
  std::vector<std::int64_t> ids;
  for (const auto& [id, client] : router_.members()) {
    if (filter.admits(*client)) ids.push_back(id);
  }
  return value(list_of(ids, number));
}

CallResult Meta::get_session(const Client*, const Arguments& arguments) {
  const auto id = arguments.list.at(0).integer();
  if (!id) return invalid("the first argument must be a session's id");
  const auto member = router_.members().find(*id);
  if (member == router_.members().end()) return no_such_session();
  return value(session_details(*member->second));
}

CallResult Meta::kill(const Client* caller, const Arguments& arguments) {
  const auto id = arguments.list.at(0).integer();
  if (!id) return invalid("the first argument must be a session's id");
  const bool exists = router_.members().contains(*id) && (!caller || *id != caller->id());
  if (!exists) return no_such_session();
  auto result =
      kill_each(caller, arguments, [&](const Client& client) { return client.id() == *id; });
  if (!result.error) result.payload = {};
  return result;
}

CallResult Meta::kill_by_authid(const Client* caller, const Arguments& arguments) {
  const auto authid = arguments.list.at(0).string();
  if (!authid) return invalid("the first argument must be an authid");
  return kill_each(caller, arguments,
                   [&](const Client& client) { return client.identity().authid == *authid; });
}

CallResult Meta::kill_by_authrole(const Client* caller, const Arguments& arguments) {
  const auto role = arguments.list.at(0).string();
  if (!role) return invalid("the first argument must be an authrole");
  return kill_each(caller, arguments,
                   [&](const Client& client) { return client.identity().authrole == *role; });
}

CallResult Meta::kill_all(const Client* caller, const Arguments& arguments) {
  return kill_each(caller, arguments, [](const Client&) { return true; });
}

CallResult Meta::kill_each(const Client* caller, const Arguments& arguments,
                           const std::function<bool(const Client&)>& is_meant) {
  const auto given = arguments.named["reason"];
  const auto reason = given.present() ? given.string() : "wamp.close.killed";
  if (!reason || !wamp2::is_uri(*reason)) {
    return failure("the reason must be a URI", "wamp.error.invalid_uri");
  }
  const auto message = arguments.named["message"];
  if (message.present() && !message.is_string()) return invalid("the message must be a string");
  std::vector<Client*> meant;  // at first: the members become fewer
  for (const auto& [id, client] : router_.members()) {
    if (client != caller && is_meant(*client)) meant.push_back(client);
  }
  for (auto* client : meant) client->on_killed(*reason, message.string().value_or(""));
  return value(std::to_string(meant.size()));
}

// ---- subscriptions ----

CallResult Meta::list_subscriptions(const Client*, const Arguments&) {
  std::array<std::vector<wamp2::Id>, match_names.size()> ids;
  for (const auto& [id, pattern] : router_.broker().patterns()) {
    ids[static_cast<std::size_t>(pattern->match)].push_back(id);
  }
  return value("{\"exact\":" + list_of(ids[0], number) + ",\"prefix\":" + list_of(ids[1], number) +
               ",\"wildcard\":" + list_of(ids[2], number) + "}");
}

CallResult Meta::look_up(const Client*, const Arguments& arguments) {
  const auto uri = arguments.list.at(0).string();
  const auto match = match_named(arguments.list.at(1)["match"]);
  if (!uri || !match) return invalid("the arguments are a topic and {\"match\":\u2026}");
  const auto pattern = router_.broker().find_pattern(*uri, *match);
  return value(pattern ? number(pattern->id) : "null");
}

CallResult Meta::match(const Client*, const Arguments& arguments) {
  const auto uri = arguments.list.at(0).string();
  if (!uri) return invalid("the first argument must be a topic");
  std::vector<wamp2::Id> ids;
  for (const auto& [id, pattern] : router_.broker().patterns()) {
    if (wamp2::matches(pattern->uri, pattern->match, *uri)) ids.push_back(id);
  }
  return value(ids.empty() ? "null" : list_of(ids, number));
}

CallResult Meta::about_subscription(const Arguments& arguments,
                                    const std::function<std::string(const Pattern&)>& tell) const {
  const auto id = arguments.list.at(0).integer();
  if (!id) return invalid("the first argument must be a subscription's id");
  const auto& patterns = router_.broker().patterns();
  const auto pattern = patterns.find(*id);
  if (pattern != patterns.end()) return value(tell(*pattern->second));
  return failure("there is no subscription with this id", "wamp.error.no_such_subscription");
}

CallResult Meta::get_subscription(const Client*, const Arguments& arguments) {
  return about_subscription(arguments, subscription_details);
}

CallResult Meta::list_subscribers(const Client*, const Arguments& arguments) {
  return about_subscription(arguments, [](const Pattern& pattern) {
    return list_of(pattern.subscribers,
                   [](const Client* subscriber) { return number(subscriber->id()); });
  });
}

CallResult Meta::count_subscribers(const Client*, const Arguments& arguments) {
  return about_subscription(
      arguments, [](const Pattern& pattern) { return std::to_string(pattern.subscribers.size()); });
}

// ---- events ----

void Meta::on_join(const Client& client) { tell("wamp.session.on_join", session_details(client)); }

void Meta::on_leave(const Client& client) {
  tell("wamp.session.on_leave", number(client.id()) + "," + json_quote(client.identity().authid) +
                                    "," + json_quote(client.identity().authrole));
}

// Who watches the meta events is nobody's business, and would be told of himself.
void Meta::tell_of(const Pattern& pattern, const std::string& topic, const std::string& arguments) {
  if (!pattern.uri.starts_with("wamp.")) tell(topic, arguments);
}

void Meta::on_create(const Client& by, const Pattern& pattern) {
  tell_of(pattern, "wamp.subscription.on_create",
          number(by.id()) + "," + subscription_details(pattern));
}

void Meta::on_subscribe(const Client& by, const Pattern& pattern) {
  tell_of(pattern, "wamp.subscription.on_subscribe", number(by.id()) + "," + number(pattern.id));
}

void Meta::on_unsubscribe(const Client& by, const Pattern& pattern) {
  tell_of(pattern, "wamp.subscription.on_unsubscribe", number(by.id()) + "," + number(pattern.id));
}

void Meta::on_delete(const Client& by, const Pattern& pattern) {
  tell_of(pattern, "wamp.subscription.on_delete", number(by.id()) + "," + number(pattern.id));
}

void Meta::tell(const std::string& topic, const std::string& arguments) {
  router_.broker().tell(topic, {"[" + arguments + "]"});
}

}  // namespace wst
