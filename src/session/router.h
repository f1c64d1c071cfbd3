// Which topics there are, who is connected, and the frames they share.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_set>

#include "feed/topic.h"
#include "session/connection.h"

namespace wst {

class Session;

struct NamedTopic {
  std::string name;
  std::int64_t id;  ///< WAMP's subscription id, the same for every subscriber
  Topic& topic;
};

struct RouterLimits {
  std::size_t subscriptions = 32;       ///< per connection
  std::size_t reply_bytes = 64u << 10;  ///< answers a client has not read yet
};

class Router {
 public:
  explicit Router(RouterLimits limits);

  /// `topic` outlives the router.
  void add_topic(std::string name, Topic& topic);
  [[nodiscard]] const NamedTopic* find_topic(std::string_view name) const;
  [[nodiscard]] const NamedTopic* find_topic(std::int64_t id) const;
  [[nodiscard]] const RouterLimits& limits() const { return limits_; }

  void attach(Session& session) { sessions_.insert(&session); }
  void detach(Session& session);
  /// Topics have new versions: whoever watches them is told.
  void on_change();

  /// The frame that brings a subscriber of `topic` from `from` to now. Made by
  /// `render` once for all who share protocol, position and `first`.
  Frame shared_frame(const NamedTopic& topic, char protocol, bool first, Version from,
                     const std::function<std::string(std::string_view payload)>& render);

 private:
  using FrameKey = std::tuple<std::int64_t, char, bool, Version>;

  RouterLimits limits_;
  std::deque<NamedTopic> topics_;
  std::unordered_set<Session*> sessions_;
  std::map<FrameKey, Frame> frames_;  // of the topics' versions now
};

}  // namespace wst
