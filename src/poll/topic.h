// Something that can be watched: a state with a version, or a log of what
// happened, and the text that brings a reader from any earlier version on.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "poll/table.h"

namespace wst {

/// Told by a topic of its own news.
class TopicListener {
 public:
  virtual ~TopicListener() = default;
  /// There is a new version, or the payload of the present one is another.
  virtual void on_change() = 0;
};

class Topic {
 public:
  virtual ~Topic() = default;

  /// `listener`: one, or null; outlives the topic, or is taken out before it goes.
  void set_listener(TopicListener* listener) { listener_ = listener; }

  /// 0: nothing is known yet, so there is nothing to tell.
  [[nodiscard]] virtual Version version() const = 0;
  /// The version the next event brings a reader at `from` to: of a state the
  /// present one, of a log that of the next entry still kept.
  [[nodiscard]] virtual Version next(Version /*from*/) const { return version(); }
  /// JSON of the event that brings a reader at `from` to next(from); 0 is one
  /// who knows nothing.
  [[nodiscard]] virtual std::string payload(Version from) const = 0;
  /// Whether the payload depends on the position; if not, it is the same for all.
  [[nodiscard]] virtual bool incremental() const { return false; }
  /// Whether a new reader is told at once what is: states are, of a log they
  /// get what comes after.
  [[nodiscard]] virtual bool tells_present() const { return true; }
  /// The position a new reader's cursor stands for; 0 where it says nothing.
  /// Of a log: where it ends now.
  [[nodiscard]] virtual Version position(std::string_view cursor) const = 0;
  /// The same, told of rows with these fields only. The error has the URI
  /// wamp.error.invalid_argument: it tells of no rows, or they have no such field.
  [[nodiscard]] virtual Result<std::shared_ptr<Topic>> with_fields(
      const std::vector<std::string>& /*fields*/) const {
    return Error{"only torrents and torrents.delta tell of fields that one can name",
                 "wamp.error.invalid_argument"};
  }
  /// What it was about is no more: after the event that says so nothing follows.
  [[nodiscard]] virtual bool gone() const { return false; }
  /// Why one who reads it to its end is told so: a URI.
  [[nodiscard]] virtual std::string_view end_reason() const {
    return "wstorrent.error.no_such_topic";
  }

  /// Somebody begins, or ceases, to watch.
  virtual void watch() = 0;
  virtual void unwatch() = 0;

 protected:
  void tell_change() const {
    if (listener_) listener_->on_change();
  }

 private:
  TopicListener* listener_ = nullptr;
};

}  // namespace wst
