#include "router/client.h"

#include <algorithm>
#include <utility>

#include "auth/policy.h"
#include "base/random.h"
#include "base/utf8.h"

namespace wst {

namespace {

constexpr std::uint16_t policy_violation = 1008;

/// Of that spelling, or of any.
template <typename Subscriptions>
auto find_subscription(Subscriptions& subscriptions, wamp2::Id pattern,
                       std::optional<std::string_view> spelling = {}) {
  return std::find_if(subscriptions.begin(), subscriptions.end(), [&](const auto& known) {
    return known.pattern->id == pattern && (!spelling || known.spelling == *spelling);
  });
}

Error busy(const std::string& what, const char* option) {
  return {"a connection has at most " + what + " (" + option + ")", "wstorrent.error.busy"};
}

Error other_fields(std::string_view topic) {
  return {"subscribed to " + excerpt(topic) + " with other fields; unsubscribe first",
          "wamp.error.invalid_argument"};
}

}  // namespace

Client::Client(Connection& connection, Router& router)
    : connection_(connection), router_(router), id_(random_id()) {
  router_.attach(*this);
}

Client::~Client() {
  leave();
  router_.detach(*this);
}

// ---- taking part ----

void Client::join(Identity identity) {
  if (closing_) return;
  if (member_) router_.left(*this);
  identity_ = std::move(identity);
  member_ = true;
  router_.joined(*this);
  end_forbidden();
}

// What it watched as somebody else. Only clients that know no patterns join
// once more.
void Client::end_forbidden() {
  std::vector<PatternPtr> forbidden;
  for (const auto& subscription : subscriptions_) {
    const auto& pattern = subscription.pattern;
    if (!may(identity_, Thing::topic, pattern->uri)) forbidden.push_back(pattern);
  }
  for (const auto& pattern : forbidden) {
    if (unsubscribe(pattern->id)) on_revoked(*pattern, "wamp.error.not_authorized");
  }
}

// The verdict may come before check() returns: only then is there an id to keep.
void Client::check(const std::string& authid, const std::string& ticket,
                   Authenticator::Checked then) {
  check_ = 0;
  const auto id =
      router_.authenticator().check({authid, ticket, connection_.address()},
                                    [this, then = std::move(then)](const TicketVerdict& verdict) {
                                      if (check_.value_or(0) != 0) connection_.go_on_reading();
                                      check_.reset();
                                      then(verdict);
                                    });
  if (!check_) return;
  check_ = id;
  connection_.stop_reading();
}

void Client::leave() {
  if (check_) router_.authenticator().cancel(*std::exchange(check_, std::nullopt));
  unsubscribe_all();
  calls_.clear();
  patience_ = 0;
  member_ = false;
  router_.dealer().detach(*this);
  router_.left(*this);
}

void Client::close(std::uint16_t code, std::string reason) {
  if (!closing_) closing_ = Close{code, std::move(reason)};
  leave();
  connection_.wake();
}

// What waits to be read would keep the socket of a slow reader open.
void Client::end_with_login() {
  replies_.clear();
  reply_bytes_ = 0;
  on_login_end("the login has ended");
}

void Client::on_login_end(std::string_view message) { on_killed("wamp.close.killed", message); }

void Client::wait(int seconds) {
  patience_ = seconds;
  if (seconds > 0) router_.start_waiting();
}

void Client::on_second() {
  if (patience_ == 0) return;
  if (--patience_ == 0) on_patience_end();
}

// ---- frames ----

Frame Client::next_frame() {
  if (!replies_.empty()) return next_reply();
  const auto due = next_due();
  if (!due) return nullptr;
  const auto subscription = std::next(subscriptions_.begin(), due->subscription);
  auto& cursors = subscription->cursors;
  const auto cursor = std::next(cursors.begin(), due->cursor);
  Frame frame = next_event(*subscription, *cursor);
  // Behind the others: a topic that is behind again by then would starve them.
  std::rotate(cursor, cursor + 1, cursors.end());
  std::rotate(subscription, subscription + 1, subscriptions_.end());
  end_if_gone(subscriptions_.back());
  return frame;
}

// The first that is behind. Where that has been published, the earliest of what
// has: WAMP keeps a publisher's order across its topics.
std::optional<Client::Place> Client::next_due() const {
  std::optional<Place> due;
  const Publication* earliest = nullptr;
  for (std::ptrdiff_t at = 0; at < std::ssize(subscriptions_); ++at) {
    const auto& cursors = subscriptions_[static_cast<std::size_t>(at)].cursors;
    for (std::ptrdiff_t in = 0; in < std::ssize(cursors); ++in) {
      const TopicCursor& cursor = cursors[static_cast<std::size_t>(in)];
      if (!behind(cursor)) continue;
      const auto* entry = cursor.topic->published() ? next_publication(cursor) : nullptr;
      if (!due && !entry) return Place{at, in};
      if (due && (!entry || entry->order >= earliest->order)) continue;
      due = Place{at, in};
      earliest = entry;
    }
  }
  return due;
}

Frame Client::next_reply() {
  Frame frame = std::move(replies_.front());
  replies_.pop_front();
  reply_bytes_ -= weight(*frame);
  return frame;
}

bool Client::behind(const TopicCursor& cursor) const {
  if (cursor.topic->published()) return next_publication(cursor) != nullptr;
  const Version now = cursor.topic->topic().version();
  return cursor.position < now || (!cursor.told && now > 0);
}

// What is published for others is passed over.
const Publication* Client::next_publication(const TopicCursor& cursor) const {
  const auto& log = *cursor.topic->published();
  const auto* retained = cursor.told ? nullptr : log.after(0);
  if (retained && retained->version <= cursor.position && retained->reaches(id_, identity_)) {
    return retained;
  }
  const auto* entry = log.after(cursor.position);
  while (entry && !entry->reaches(id_, identity_)) entry = log.after(entry->version);
  return entry;
}

Frame Client::next_event(const Subscription& subscription, TopicCursor& cursor) {
  const auto topic = cursor.topic->share();
  const auto* entry = cursor.topic->published() ? next_publication(cursor) : nullptr;
  const bool retained = entry ? entry->version <= cursor.position : !cursor.told;
  Version from = cursor.position;
  if (entry) from = retained ? 0 : entry->version - 1;
  cursor.told = true;
  cursor.position = std::max(cursor.position, topic->next(from));

  const Pattern& pattern = *subscription.pattern;
  const EventParts parts{pattern, subscription.spelling, *cursor.topic, retained, from, entry};
  const auto render = [&] { return event_text(parts); };
  const char kind = protocol(pattern);
  if (kind == 0 || !subscription.spelling.empty()) {
    return std::make_shared<const std::string>(render());
  }
  return cursor.topic->shared_frame(pattern.id, kind, retained, from, render);
}

void Client::on_news(const NamedTopic& topic) {
  const auto has_news = [&](const TopicCursor& cursor) {
    return cursor.topic.get() == &topic && behind(cursor);
  };
  const bool due = std::any_of(subscriptions_.begin(), subscriptions_.end(), [&](const auto& one) {
    return std::any_of(one.cursors.begin(), one.cursors.end(), has_news);
  });
  if (due) connection_.wake();
}

// ---- subscriptions ----

Result<PatternPtr> Client::subscribe(const std::string& uri, wamp2::Match match,
                                     const SubscribeOptions& options, std::string_view spelling) {
  auto& broker = router_.broker();
  const auto known = broker.find_pattern(uri, match);
  const bool subscribed = known && is_subscribed(known->id);
  if (subscribed) {
    const auto same = find_subscription(subscriptions_, known->id, spelling);
    const bool found = same != subscriptions_.end();
    if (found && same->fields != options.fields) return other_fields(uri);
    if (found) return known;
  }
  const auto limit = router_.limits().subscriptions;
  if (subscriptions_.size() >= limit) {
    return busy(std::to_string(limit) + " subscriptions", "--max-subscriptions");
  }
  TopicPtr chosen;
  if (options.fields) {
    auto topic = with_fields(uri, match, *options.fields);
    if (!topic) return topic.error();
    chosen = topic.value();
  }
  auto pattern = subscribed ? known : broker.subscribe(*this, uri, match);
  if (!pattern) return pattern;
  const auto meant = chosen ? std::vector<TopicPtr>{chosen} : broker.topics_of(*pattern.value());
  Subscription subscription{pattern.value(), std::string(spelling), options.fields, {}};
  for (const auto& topic : meant) follow(subscription, topic, options.after);
  subscriptions_.push_back(std::move(subscription));
  for (const auto& topic : meant) on_news(*topic);  // WAMP v1 answers nothing, which would do it
  return pattern;
}

Result<TopicPtr> Client::with_fields(const std::string& uri, wamp2::Match match,
                                     const std::vector<std::string>& fields) {
  if (match == wamp2::Match::exact) return router_.broker().with_fields(uri, fields);
  return Error{"fields can be named of one topic, not of all that a pattern means",
               "wamp.error.invalid_argument"};
}

void Client::follow(Subscription& subscription, const TopicPtr& topic, std::string_view after) {
  if (topic->topic().gone() || !may(identity_, Thing::topic, topic->name())) return;
  const bool told = !topic->topic().tells_present();
  subscription.cursors.push_back({topic, topic->topic().position(after), told});
  topic->add_reader(*this);
}

void Client::on_topic(const Pattern& pattern, const TopicPtr& topic) {
  const auto known = find_subscription(subscriptions_, pattern.id);
  if (known == subscriptions_.end()) return;
  follow(*known, topic, {});
  on_news(*topic);
}

void Client::on_topic_end(const TopicPtr& topic) {
  for (auto& subscription : subscriptions_) {
    std::erase_if(subscription.cursors, [&](const TopicCursor& cursor) {
      if (cursor.topic != topic || (topic->topic().gone() && behind(cursor))) return false;
      topic->remove_reader(*this);
      return true;
    });
  }
}

// The topic that is followed last has just told something, maybe its last.
void Client::end_if_gone(Subscription& subscription) {
  const TopicCursor& last = subscription.cursors.back();
  if (!last.topic->topic().gone() || behind(last)) return;
  const TopicPtr topic = last.topic;
  subscription.cursors.pop_back();
  topic->remove_reader(*this);
  if (subscription.pattern->match != wamp2::Match::exact) return;
  const PatternPtr pattern = subscription.pattern;
  unsubscribe(pattern->id, std::string(subscription.spelling));
  on_revoked(*pattern, topic->topic().end_reason());
}

bool Client::unsubscribe(wamp2::Id pattern, std::optional<std::string_view> spelling) {
  bool found = false;
  while (true) {
    const auto known = find_subscription(subscriptions_, pattern, spelling);
    if (known == subscriptions_.end()) return found;
    const Subscription ended = std::move(*known);
    subscriptions_.erase(known);
    end(ended);
    found = true;
  }
}

void Client::unsubscribe_all() {
  for (const auto& subscription : std::exchange(subscriptions_, {})) end(subscription);
}

// For the broker, all spellings of a client are one subscription.
void Client::end(const Subscription& subscription) {
  for (const auto& cursor : subscription.cursors) cursor.topic->remove_reader(*this);
  if (is_subscribed(subscription.pattern->id)) return;
  router_.broker().unsubscribe(*this, *subscription.pattern);
}

bool Client::is_subscribed(wamp2::Id pattern) const {
  return find_subscription(subscriptions_, pattern) != subscriptions_.end();
}

// ---- calls ----

void Client::call(const std::string& key, const std::string& procedure, wamp2::Payload payload,
                  bool receive_progress, std::optional<double> timeout) {
  const auto limit = router_.limits().calls;
  if (calls_.size() >= limit) {
    return on_result(key, {busy(std::to_string(limit) + " calls under way", "--max-calls")});
  }
  const CallId id = router_.dealer().next_id();
  calls_.emplace(id, key);
  CallRequest call{.id = id,
                   .procedure = procedure,
                   .payload = std::move(payload),
                   .receive_progress = receive_progress,
                   .on_progress = [this, key](const auto& told) { on_progress(key, told); },
                   .on_done =
                       [this, key, id](const CallResult& result) {
                         calls_.erase(id);
                         on_result(key, fits(result) ? result : too_much());
                       }};
  if (timeout) call.timeout = *timeout;
  router_.call({identity_, this}, std::move(call));
}

bool Client::is_calling(const std::string& key) const {
  return std::any_of(calls_.begin(), calls_.end(),
                     [&](const auto& call) { return call.second == key; });
}

bool Client::cancel(const std::string& key, wamp2::CancelMode mode) {
  const auto known = std::find_if(calls_.begin(), calls_.end(),
                                  [&](const auto& call) { return call.second == key; });
  if (known == calls_.end()) return false;
  const CallId id = known->first;
  calls_.erase(known);
  router_.dealer().cancel(id, mode);
  return true;
}

// ---- answers ----

// One large answer is not a client that asks too fast; eight that wait are.
// Answers that all wait for one sample come at once, however fast they are read.
bool Client::fits(const CallResult& result) const {
  constexpr std::size_t small = 4096;
  const auto& args = result.payload.args;
  return args.size() < small || reply_bytes_ + weight(args) <= router_.limits().reply_bytes / 2;
}

CallResult Client::too_much() {
  return {Error{"too many large answers wait to be read; ask again when they have been",
                "wstorrent.error.busy"}};
}

std::size_t Client::weight(const std::string& text) const {
  return std::min(text.size(), router_.limits().reply_bytes / 8);
}

void Client::reply(std::string text) {
  if (closing_) return;
  reply_bytes_ += weight(text);
  replies_.push_back(std::make_shared<const std::string>(std::move(text)));
  if (reply_bytes_ > router_.limits().reply_bytes) {
    close(policy_violation, "asks faster than it reads the answers");
  }
  connection_.wake();
}

}  // namespace wst
