#include "router/named_topic.h"

#include <utility>
#include <vector>

namespace wst {

namespace {

// More different positions than this at one time are slow clients on their
// own: sharing would only keep their frames alive.
constexpr std::size_t max_shared_frames = 16;

/// What stands where a topic has ended.
class EndedTopic final : public Topic {
 public:
  explicit EndedTopic(Version version) : version_(version) {}
  [[nodiscard]] Version version() const override { return version_; }
  [[nodiscard]] std::string payload(Version) const override { return R"({"gone":true})"; }
  [[nodiscard]] Version position(std::string_view) const override { return version_; }
  [[nodiscard]] bool gone() const override { return true; }
  void watch() override {}
  void unwatch() override {}

 private:
  Version version_;
};

}  // namespace

NamedTopic::NamedTopic(std::string name, std::int64_t number, std::shared_ptr<Topic> topic)
    : name_(std::move(name)), number_(number) {
  attach(std::move(topic));
}

NamedTopic::~NamedTopic() { topic_->set_listener(nullptr); }

void NamedTopic::attach(std::shared_ptr<Topic> topic) {
  topic_ = std::move(topic);
  topic_->set_listener(this);
  published_ = dynamic_cast<PublishedTopic*>(topic_.get());
  told_ = topic_->version();
}

void NamedTopic::add_reader(TopicReader& reader) {
  ++readers_[&reader];
  topic_->watch();
}

// The last one's frames would only be kept for nobody.
void NamedTopic::remove_reader(TopicReader& reader) {
  const auto known = readers_.find(&reader);
  if (known == readers_.end()) return;
  if (--known->second == 0) readers_.erase(known);
  if (readers_.empty()) frames_.clear();
  topic_->unwatch();
}

std::vector<TopicReader*> NamedTopic::readers() const {
  std::vector<TopicReader*> all;
  all.reserve(readers_.size());
  for (const auto& [reader, positions] : readers_) all.push_back(reader);
  return all;
}

// With the same version a payload may be another one too: it tells its time.
void NamedTopic::on_change() {
  frames_.clear();
  if (std::exchange(told_, topic_->version()) == told_) return;
  for (const auto& [reader, positions] : readers_) reader->on_news(*this);
}

void NamedTopic::end() {
  const std::shared_ptr<Topic> former = topic_;
  former->set_listener(nullptr);
  for (const auto& [reader, positions] : readers_) {
    for (std::size_t i = 0; i < positions; ++i) former->unwatch();
  }
  attach(std::make_shared<EndedTopic>(former->version() + 1));
  frames_.clear();
  for (const auto& [reader, positions] : readers_) reader->on_news(*this);
}

// Whatever is asked while it is rendered may remove the topic's owner, and end it. The frame is
// then of what stood here before: good for this reader, and for nobody after it.
Frame NamedTopic::shared_frame(wamp2::Id id, char protocol, bool first, Version from,
                               const std::function<std::string()>& render) {
  const FrameKey key{id, protocol, first, topic_->incremental() ? from : 0};
  const auto found = frames_.find(key);
  if (found != frames_.end()) return found->second;
  const auto rendered = topic_;
  auto frame = std::make_shared<const std::string>(render());
  const bool is_present = topic_ == rendered;
  if (is_present && frames_.size() < max_shared_frames) frames_.emplace(key, frame);
  return frame;
}

}  // namespace wst
