#include "router/broker.h"

#include <algorithm>

#include "auth/policy.h"
#include "base/random.h"
#include "base/utf8.h"
#include "router/client.h"

namespace wst {

namespace {

constexpr std::size_t max_workers_topics = 1'000;

// What begins so is the v1 clients' way of logging in, with a token in it: it
// is no topic, and is not repeated to anybody.
constexpr char begins_login = '{';

bool is_topic(std::string_view uri, wamp2::Match match) {
  return wamp2::is_uri(uri, match) && !uri.starts_with(begins_login);
}

Error invalid_topic() {
  return {"the topic is not a URI: words of letters, digits and _ with dots between them",
          "wamp.error.invalid_uri"};
}

Error no_such_topic(std::string_view name) {
  return {"there is no topic " + excerpt(name), "wstorrent.error.no_such_topic"};
}

Publication publication_of(const Client& publisher, const wamp2::Publish& message) {
  return {.id = random_id(),
          .payload = message.payload,
          .audience = message.audience,
          .publisher = publisher.id(),
          .exclude_publisher = message.exclude_me,
          .disclosed = message.disclose_me,
          .publisher_authid = publisher.identity().authid,
          .publisher_authrole = publisher.identity().authrole};
}

}  // namespace

// ---- topics ----

void Broker::add_topic(std::string name, std::shared_ptr<Topic> topic, Owner owner) {
  add(Kind::ours, std::move(name), std::move(topic), owner);
}

TopicPtr Broker::add(Kind kind, std::string name, std::shared_ptr<Topic> topic, Owner owner) {
  auto added = std::make_shared<NamedTopic>(std::move(name), ++last_number_, std::move(topic));
  topics_.insert_or_assign(added->name(), Known{added, kind, owner});
  tell_those_who_mean(added);
  return added;
}

// Who means it by its very name has brought it into being, or waits for nothing.
void Broker::tell_those_who_mean(const TopicPtr& topic) {
  auto known = patterns_by_uri_.lower_bound({wamp2::Match::prefix, ""});
  for (; known != patterns_by_uri_.end(); ++known) {
    const PatternPtr& pattern = known->second;
    if (!wamp2::matches(pattern->uri, pattern->match, topic->name())) continue;
    for (auto* client : pattern->subscribers) client->on_topic(*pattern, topic);
  }
}

// Its topics are out of all lists before the first is told: who is told may ask for them.
void Broker::remove(Owner owner) {
  std::erase_if(sources_, [&](const OwnedSource& source) { return source.owner == owner; });
  std::vector<TopicPtr> ended;
  for (const auto& [name, known] : topics_) {
    if (known.owner == owner && known.kind != Kind::workers) ended.push_back(known.topic);
  }
  for (std::size_t i = 0, count = ended.size(); i < count; ++i) {
    topics_.erase(ended[i]->name());
    for (const auto& [key, narrowed] : with_fields_) {
      const auto topic = key.first == ended[i]->name() ? narrowed.lock() : nullptr;
      if (topic) ended.push_back(topic);
    }
  }
  for (const auto& topic : ended) topic->end();
}

bool Broker::owns(std::string_view name) const {
  const auto known = topics_.find(name);
  return (known != topics_.end() && known->second.kind != Kind::workers) ||
         std::any_of(sources_.begin(), sources_.end(),
                     [&](const OwnedSource& source) { return source.topics->owns(name); });
}

Result<TopicPtr> Broker::bring_into_being(const std::string& name) {
  const auto known = topics_.find(name);
  if (known != topics_.end() && !known->second.topic->topic().gone()) return known->second.topic;
  for (const auto& [source, owner] : sources_) {
    if (!source->owns(name)) continue;
    auto opened = source->open(name);
    if (!opened) return opened.error();
    return add(Kind::opened, name, std::move(opened).value(), owner);
  }
  if (authenticator_.foresees(name)) return add_published(name);
  return no_such_topic(name);
}

Result<TopicPtr> Broker::with_fields(const std::string& name, std::vector<std::string> fields) {
  const auto known = topics_.find(name);
  if (known == topics_.end()) return no_such_topic(name);
  std::sort(fields.begin(), fields.end());
  fields.erase(std::unique(fields.begin(), fields.end()), fields.end());
  auto& shared = with_fields_[{name, fields}];
  if (auto topic = shared.lock(); topic && !topic->topic().gone()) return topic;
  forget_expired();
  auto topic = known->second.topic->topic().with_fields(fields);
  if (!topic) return topic.error();
  auto named = std::make_shared<NamedTopic>(name, ++last_number_, std::move(topic).value());
  with_fields_[{name, fields}] = named;
  return named;
}

// Not at each of them: whoever names ever other fields would make each a look at all.
void Broker::forget_expired() {
  if (with_fields_.size() < expired_are_due_at_) return;
  std::erase_if(with_fields_, [](const auto& one) { return one.second.expired(); });
  expired_are_due_at_ = 2 * with_fields_.size() + 16;
}

Result<TopicPtr> Broker::add_published(const std::string& name) {
  if (workers_topics_ >= max_workers_topics) {
    return Error{"workers publish to " + std::to_string(max_workers_topics) +
                     " topics already, which is as many as are kept",
                 "wstorrent.error.busy"};
  }
  ++workers_topics_;
  return add(Kind::workers, name, std::make_shared<PublishedTopic>());
}

bool Broker::is_used(const Known& known) const {
  const auto& topic = *known.topic;
  if (known.kind == Kind::ours) return true;
  if (known.kind == Kind::opened) return find_pattern(topic.name(), wamp2::Match::exact) != nullptr;
  return topic.has_readers() || topic.topic().tells_present();
}

void Broker::drop_if_unused(const std::string& name) {
  const auto known = topics_.find(name);
  if (known == topics_.end() || is_used(known->second)) return;
  const TopicPtr topic = known->second.topic;
  if (known->second.kind == Kind::workers) --workers_topics_;
  topics_.erase(known);
  for (auto* reader : topic->readers()) reader->on_topic_end(topic);
}

std::vector<TopicPtr> Broker::topics_of(const Pattern& pattern) const {
  std::vector<TopicPtr> meant;
  if (pattern.match == wamp2::Match::exact) {
    const auto known = topics_.find(pattern.uri);
    if (known != topics_.end()) meant.push_back(known->second.topic);
    return meant;
  }
  for (const auto& [name, known] : topics_) {
    if (wamp2::matches(pattern.uri, pattern.match, name)) meant.push_back(known.topic);
  }
  return meant;
}

// ---- subscriptions ----

Result<PatternPtr> Broker::subscribe(Client& client, const std::string& uri, wamp2::Match match) {
  if (!is_topic(uri, match)) return invalid_topic();
  if (match == wamp2::Match::exact) {
    const bool exists = owns(uri) || topics_.contains(uri) || authenticator_.foresees(uri);
    if (exists && !may(client.identity(), Thing::topic, uri)) {
      return not_allowed(client.identity(), Thing::topic, uri);
    }
    const auto topic = bring_into_being(uri);
    if (!topic) return topic.error();
  }
  auto& pattern = patterns_by_uri_[{match, uri}];
  const bool created = !pattern;
  if (created) {
    pattern = std::make_shared<Pattern>(Pattern{++last_pattern_, uri, match, clock_()});
    patterns_.emplace(pattern->id, pattern);
  }
  pattern->subscribers.push_back(&client);
  if (observer_ && created) observer_->on_create(client, *pattern);
  if (observer_) observer_->on_subscribe(client, *pattern);
  return pattern;
}

void Broker::unsubscribe(Client& client, Pattern& pattern) {
  auto& subscribers = pattern.subscribers;
  const auto leaving = std::find(subscribers.begin(), subscribers.end(), &client);
  if (leaving == subscribers.end()) return;
  subscribers.erase(leaving);
  if (observer_) observer_->on_unsubscribe(client, pattern);
  if (subscribers.empty()) {
    patterns_.erase(pattern.id);
    patterns_by_uri_.erase({pattern.match, pattern.uri});
    if (observer_) observer_->on_delete(client, pattern);
  }
  for (const auto& topic : topics_of(pattern)) drop_if_unused(topic->name());
}

PatternPtr Broker::find_pattern(std::string_view uri, wamp2::Match match) const {
  const auto found = patterns_by_uri_.find({match, std::string(uri)});
  return found == patterns_by_uri_.end() ? nullptr : found->second;
}

// ---- what workers publish ----

Result<wamp2::Id> Broker::publish(Client& publisher, const wamp2::Publish& message) {
  if (auto error = refusal(publisher, message)) return *error;
  const auto known = topics_.find(message.topic);
  const auto topic =
      known == topics_.end() ? add_published(message.topic) : Result<TopicPtr>(known->second.topic);
  if (!topic) return topic.error();
  auto publication = publication_of(publisher, message);
  const auto id = publication.id;
  append(*topic.value(), std::move(publication), message.retain);
  drop_if_unused(message.topic);
  return id;
}

std::optional<Error> Broker::refusal(const Client& publisher, const wamp2::Publish& message) const {
  const auto& topic = message.topic;
  if (!is_topic(topic, wamp2::Match::exact) || topic.starts_with("wamp.")) return invalid_topic();
  if (owns(topic) || !may(publisher.identity(), Thing::publication, topic)) {
    return Error{publisher.identity().authid + " may not publish to " + excerpt(topic),
                 "wamp.error.not_authorized"};
  }
  if (!message.passthru) return std::nullopt;
  return Error{"payloads are JSON here: there is no payload passthru",
               "wamp.error.feature_not_supported"};
}

void Broker::tell(const std::string& topic, const wamp2::Payload& payload) {
  const auto known = topics_.find(topic);
  if (known == topics_.end() || !known->second.topic->published()) return;
  const TopicPtr ours = known->second.topic;
  if (!ours->has_readers()) return;
  append(*ours, {.id = random_id(), .payload = payload, .exclude_publisher = false}, false);
}

void Broker::append(NamedTopic& topic, Publication publication, bool retain) {
  publication.order = ++last_publication_;
  topic.published()->publish(std::move(publication), retain);
}

}  // namespace wst
