// A topic under its name, those who read it, and the frames they share. It is
// told by the topic itself when there is news, and wakes its readers alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include "poll/topic.h"
#include "router/endpoint.h"
#include "router/publication.h"
#include "wire/wamp2.h"

namespace wst {

class NamedTopic;
using TopicPtr = std::shared_ptr<NamedTopic>;

/// Who reads topics.
class TopicReader {
 public:
  virtual ~TopicReader() = default;
  /// There may be news; asks for them later, never from within this call.
  virtual void on_news(const NamedTopic& topic) = 0;
  /// It is no more; what is still to be told of it is.
  virtual void on_topic_end(const TopicPtr& topic) = 0;
};

/// Not movable: its topic knows it.
class NamedTopic final : private TopicListener {
 public:
  /// `number` tells topics apart, also those of one name in turn.
  NamedTopic(std::string name, std::int64_t number, std::shared_ptr<Topic> topic);
  ~NamedTopic() override;
  NamedTopic(const NamedTopic&) = delete;
  NamedTopic& operator=(const NamedTopic&) = delete;

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] std::int64_t number() const { return number_; }
  [[nodiscard]] const Topic& topic() const { return *topic_; }
  /// For one who asks it for its payload: that call may be what ends it.
  [[nodiscard]] std::shared_ptr<const Topic> share() const { return topic_; }
  /// The same, where it is one that workers publish to; else null.
  [[nodiscard]] PublishedTopic* published() const { return published_; }

  /// Once for each position of a reader in it.
  void add_reader(TopicReader& reader);
  void remove_reader(TopicReader& reader);
  [[nodiscard]] bool has_readers() const { return !readers_.empty(); }
  [[nodiscard]] std::vector<TopicReader*> readers() const;

  /// The frame that brings a subscriber under the subscription `id` from `from`
  /// on. Made by `render` once for all who share protocol, position and `first`.
  Frame shared_frame(wamp2::Id id, char protocol, bool first, Version from,
                     const std::function<std::string()>& render);

  /// It is no more, and nothing asks the topic from now on. Each reader is told
  /// so by a last event, {"gone":true}.
  void end();

 private:
  using FrameKey = std::tuple<wamp2::Id, char, bool, Version>;

  void on_change() override;
  void attach(std::shared_ptr<Topic> topic);

  const std::string name_;
  const std::int64_t number_;
  std::shared_ptr<Topic> topic_;
  PublishedTopic* published_ = nullptr;
  std::map<TopicReader*, std::size_t> readers_;  // and how many positions each has
  std::map<FrameKey, Frame> frames_;
  Version told_ = 0;  // of the news its readers were woken for
};

}  // namespace wst
