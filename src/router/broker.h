// Which topics there are, who is subscribed to what, and the frames they share.
//
// A topic exists because it is one of ours, because somebody watches it
// (`torrent.7`) or because a worker may publish to it (`feed.weather`). A
// pattern means the topics that exist: it brings none into being.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "auth/identity.h"
#include "base/result.h"
#include "poll/topic.h"
#include "router/endpoint.h"
#include "router/named_topic.h"
#include "wire/wamp2.h"

namespace wst {

class Client;

/// What somebody is subscribed to: shared by all who said the same.
struct Pattern {
  wamp2::Id id;  ///< WAMP's subscription id
  std::string uri;
  wamp2::Match match;
  double created;                         ///< unix time
  std::vector<Client*> subscribers = {};  ///< in the order they came
};
using PatternPtr = std::shared_ptr<Pattern>;

/// Makes topics that exist only while watched.
class TopicSource {
 public:
  virtual ~TopicSource() = default;
  /// Whether a topic of this name would be one of its.
  [[nodiscard]] virtual bool owns(std::string_view name) const = 0;
  /// The error has a URI: wstorrent.error.no_such_torrent.
  virtual Result<std::shared_ptr<Topic>> open(std::string_view name) = 0;
};

/// What happens to subscriptions, for the meta events.
class BrokerObserver {
 public:
  virtual ~BrokerObserver() = default;
  virtual void on_create(const Client& by, const Pattern& pattern) = 0;
  virtual void on_subscribe(const Client& by, const Pattern& pattern) = 0;
  virtual void on_unsubscribe(const Client& by, const Pattern& pattern) = 0;
  virtual void on_delete(const Client& by, const Pattern& pattern) = 0;
};

class Broker {
 public:
  using Clock = std::function<double()>;  ///< unix time in seconds

  /// `authenticator` says which topics workers may bring into being.
  Broker(const Authenticator& authenticator, Clock clock)
      : authenticator_(authenticator), clock_(std::move(clock)) {}

  /// Tells whose a topic is; looked at by nobody.
  using Owner = const void*;
  /// A topic of ours, until its owner's are removed.
  void add_topic(std::string name, std::shared_ptr<Topic> topic, Owner owner = nullptr);
  /// Likewise, and those that it opens.
  void add_source(TopicSource& source, Owner owner = nullptr) {
    sources_.push_back({&source, owner});
  }
  /// All of its topics end: who reads one is told so by a last event, and that it
  /// is subscribed no more. Nothing of the owner's is asked from now on.
  void remove(Owner owner);
  void set_observer(BrokerObserver* observer) { observer_ = observer; }

  /// The error has a URI: no_such_topic, no_such_torrent, not_authorized,
  /// invalid_uri, busy.
  Result<PatternPtr> subscribe(Client& client, const std::string& uri, wamp2::Match match);
  /// A topic of ours, told of rows with these fields only: the same for all who
  /// name equal ones. The error has a URI: no_such_topic, invalid_argument.
  Result<TopicPtr> with_fields(const std::string& name, std::vector<std::string> fields);
  /// The topics it means now.
  [[nodiscard]] std::vector<TopicPtr> topics_of(const Pattern& pattern) const;
  /// Once the client has ceased to watch what it meant.
  void unsubscribe(Client& client, Pattern& pattern);

  /// The publication's id. The error has a URI: not_authorized, invalid_uri,
  /// feature_not_supported, busy.
  Result<wamp2::Id> publish(Client& publisher, const wamp2::Publish& message);
  /// Publishes to a topic of ours.
  void tell(const std::string& topic, const wamp2::Payload& payload);

  /// All there are, by id. By uri and match: null if there is none.
  [[nodiscard]] const std::map<wamp2::Id, PatternPtr>& patterns() const { return patterns_; }
  [[nodiscard]] PatternPtr find_pattern(std::string_view uri, wamp2::Match match) const;

 private:
  enum class Kind { ours, opened, workers };
  struct Known {
    TopicPtr topic;
    Kind kind;
    Owner owner;
  };
  struct OwnedSource {
    TopicSource* topics;
    Owner owner;
  };
  using Key = std::pair<wamp2::Match, std::string>;

  void forget_expired();
  TopicPtr add(Kind kind, std::string name, std::shared_ptr<Topic> topic, Owner owner = nullptr);
  /// Whether it is ours, or would be.
  [[nodiscard]] bool owns(std::string_view name) const;
  Result<TopicPtr> bring_into_being(const std::string& name);
  Result<TopicPtr> add_published(const std::string& name);
  [[nodiscard]] std::optional<Error> refusal(const Client& publisher,
                                             const wamp2::Publish& message) const;
  void append(NamedTopic& topic, Publication publication, bool retain);
  [[nodiscard]] bool is_used(const Known& known) const;
  void drop_if_unused(const std::string& name);
  void tell_those_who_mean(const TopicPtr& topic);

  const Authenticator& authenticator_;
  Clock clock_;
  BrokerObserver* observer_ = nullptr;
  std::vector<OwnedSource> sources_;
  std::map<std::string, Known, std::less<>> topics_;
  std::map<std::pair<std::string, std::vector<std::string>>, std::weak_ptr<NamedTopic>>
      with_fields_;
  std::size_t expired_are_due_at_ = 16;  // so many of with_fields_
  std::size_t workers_topics_ = 0;
  std::int64_t last_number_ = 0;
  std::map<wamp2::Id, PatternPtr> patterns_;
  std::map<Key, PatternPtr> patterns_by_uri_;
  wamp2::Id last_pattern_ = 0;
  std::uint64_t last_publication_ = 0;
};

}  // namespace wst
