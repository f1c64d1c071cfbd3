#include "session/router.h"

#include <algorithm>

#include "session/session.h"

namespace wst {

namespace {

// More different positions than this at one time are slow clients on their
// own: sharing would only keep their frames alive.
constexpr std::size_t max_shared_frames = 16;

}  // namespace

Router::Router(RouterLimits limits) : limits_(limits) {}

void Router::add_topic(std::string name, Topic& topic) {
  const auto id = static_cast<std::int64_t>(topics_.size()) + 1;
  topics_.push_back(NamedTopic{std::move(name), id, topic});
}

const NamedTopic* Router::find_topic(std::string_view name) const {
  const auto found = std::find_if(topics_.begin(), topics_.end(),
                                  [&](const NamedTopic& topic) { return topic.name == name; });
  return found == topics_.end() ? nullptr : &*found;
}

const NamedTopic* Router::find_topic(std::int64_t id) const {
  const auto found = std::find_if(topics_.begin(), topics_.end(),
                                  [&](const NamedTopic& topic) { return topic.id == id; });
  return found == topics_.end() ? nullptr : &*found;
}

void Router::on_change() {
  frames_.clear();
  for (auto* session : sessions_) session->on_change();
}

void Router::detach(Session& session) {
  sessions_.erase(&session);
  if (sessions_.empty()) frames_.clear();
}

Frame Router::shared_frame(const NamedTopic& topic, char protocol, bool first, Version from,
                           const std::function<std::string(std::string_view payload)>& render) {
  const FrameKey key{topic.id, protocol, first, topic.topic.incremental() ? from : 0};
  const auto found = frames_.find(key);
  if (found != frames_.end()) return found->second;
  auto frame = std::make_shared<const std::string>(render(topic.topic.payload(from)));
  if (frames_.size() < max_shared_frames) frames_.emplace(key, frame);
  return frame;
}

}  // namespace wst
