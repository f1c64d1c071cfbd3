// What workers publish: a log of events with their audience. The last retained
// one is told to whoever comes. What nobody watches is not kept, and a reader so
// slow that the log has gone past it goes on at the oldest entry that is.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "poll/topic.h"
#include "wire/wamp2.h"

namespace wst {

struct Identity;

/// One published event.
struct Publication {
  wamp2::Id id = 0;
  Version version = 0;
  std::uint64_t order = 0;  ///< among all that is published to any topic
  wamp2::Payload payload = {};
  wamp2::Audience audience = {};
  wamp2::Id publisher = 0;
  bool exclude_publisher = true;
  bool disclosed = false;  ///< the publisher is named to subscribers
  std::string publisher_authid = {};
  std::string publisher_authrole = {};

  /// Whether one who joined as `identity` with session `session` is to get it.
  [[nodiscard]] bool reaches(wamp2::Id client, const Identity& identity) const;
};

class PublishedTopic final : public Topic {
 public:
  void publish(Publication publication, bool retain);
  /// The entry that brings a reader at `from` on, of one who knows nothing the
  /// retained one; null if there is none.
  [[nodiscard]] const Publication* after(Version from) const;

  [[nodiscard]] Version version() const override { return version_; }
  [[nodiscard]] Version next(Version from) const override;
  /// For protocols that carry one JSON value, see one_value().
  [[nodiscard]] std::string payload(Version from) const override;
  [[nodiscard]] bool incremental() const override { return true; }
  [[nodiscard]] bool tells_present() const override { return retained_.has_value(); }
  [[nodiscard]] Version position(std::string_view cursor) const override;
  void watch() override { ++watchers_; }
  void unwatch() override;
  [[nodiscard]] bool watched() const { return watchers_ > 0; }

 private:
  std::deque<Publication> entries_;
  std::optional<Publication> retained_;
  Version version_ = 1;  // of the empty log: 0 is one who knows nothing
  int watchers_ = 0;
};

}  // namespace wst
