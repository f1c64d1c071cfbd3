#include "session/session.h"

#include <algorithm>
#include <utility>

namespace wst {

namespace {

constexpr std::uint16_t policy_violation = 1008;

}  // namespace

Session::Session(Connection& connection, Router& router)
    : connection_(connection), router_(router) {
  router_.attach(*this);
}

Session::~Session() {
  unsubscribe_all();
  router_.detach(*this);
}

Frame Session::next_frame() {
  if (!replies_.empty()) {
    Frame frame = std::move(replies_.front());
    replies_.pop_front();
    reply_bytes_ -= frame->size();
    return frame;
  }
  if (closing_) return nullptr;
  const auto due = std::find_if(subscriptions_.begin(), subscriptions_.end(), behind);
  if (due == subscriptions_.end()) return nullptr;
  Frame frame = next_event(*due);
  // Behind the others: a topic that is behind again by then would starve them.
  std::rotate(due, due + 1, subscriptions_.end());
  return frame;
}

bool Session::behind(const Subscription& subscription) {
  const Version now = subscription.topic->topic.version();
  return subscription.position < now || (!subscription.told && now > 0);
}

Frame Session::next_event(Subscription& subscription) {
  const NamedTopic& topic = *subscription.topic;
  const bool first = !std::exchange(subscription.told, true);
  const Version from = std::exchange(subscription.position, topic.topic.version());
  return router_.shared_frame(topic, protocol(), first, from, [&](std::string_view payload) {
    return event_text(topic, first, payload);
  });
}

void Session::on_change() {
  if (std::any_of(subscriptions_.begin(), subscriptions_.end(), behind)) connection_.wake();
}

Session::Subscribed Session::subscribe(const NamedTopic& topic, std::string_view after) {
  const bool subscribed =
      std::any_of(subscriptions_.begin(), subscriptions_.end(),
                  [&](const Subscription& known) { return known.topic == &topic; });
  if (subscribed) return Subscribed::already;
  if (subscriptions_.size() >= router_.limits().subscriptions) return Subscribed::too_many;
  subscriptions_.push_back({&topic, topic.topic.position(after), false});
  topic.topic.watch();
  return Subscribed::now;
}

bool Session::unsubscribe(const NamedTopic& topic) {
  const auto erased = std::erase_if(
      subscriptions_, [&](const Subscription& known) { return known.topic == &topic; });
  if (erased > 0) topic.topic.unwatch();
  return erased > 0;
}

void Session::unsubscribe_all() {
  for (const auto& subscription : std::exchange(subscriptions_, {})) {
    subscription.topic->topic.unwatch();
  }
}

std::string Session::too_many_subscriptions() const {
  return "a connection has at most " + std::to_string(router_.limits().subscriptions) +
         " subscriptions (--max-subscriptions)";
}

void Session::reply(std::string text) {
  if (closing_) return;
  reply_bytes_ += text.size();
  replies_.push_back(std::make_shared<const std::string>(std::move(text)));
  if (reply_bytes_ > router_.limits().reply_bytes) {
    close(policy_violation, "asks faster than it reads the answers");
  }
  connection_.wake();
}

void Session::close(std::uint16_t code, std::string reason) {
  unsubscribe_all();
  if (!closing_) closing_ = Close{code, std::move(reason)};
  connection_.wake();
}

}  // namespace wst
