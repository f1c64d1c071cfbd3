// One client, whatever it speaks: who it is, what it is subscribed to and how
// far it has been brought up to date, its calls, and the answers it has not
// been sent yet.
//
// There is no queue of events: a subscription is a position in each topic it
// means, and a frame is made (or shared) only when the socket can take it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/identity.h"
#include "router/broker.h"
#include "router/dealer.h"
#include "router/endpoint.h"
#include "router/router.h"

namespace wst {

class Client : public Endpoint, public TopicReader {
 public:
  /// `connection` and `router` outlive the client.
  Client(Connection& connection, Router& router);
  ~Client() override;
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  Frame next_frame() override;
  [[nodiscard]] const std::optional<Close>& closing() const override { return closing_; }

  /// WAMP's session id, random, of every protocol.
  [[nodiscard]] std::int64_t id() const { return id_; }
  [[nodiscard]] const Identity& identity() const { return identity_; }

  // What the router and its parts tell it.

  void on_news(const NamedTopic& topic) override;
  /// A topic came to be that `pattern`, one of its subscriptions, means.
  void on_topic(const Pattern& pattern, const TopicPtr& topic);
  void on_topic_end(const TopicPtr& topic) override;
  /// The subscription is ended by us; `reason` is a URI. Default: silently.
  virtual void on_revoked(const Pattern& /*pattern*/, std::string_view /*reason*/) {}
  /// Somebody with the right to ends the session; `reason` is a URI.
  virtual void on_killed(std::string_view reason, std::string_view message) = 0;
  /// The login by which it takes part has ended: it is told that alone, at once.
  void end_with_login();
  /// A second has passed; counts down what wait() began.
  void on_second();
  [[nodiscard]] bool waits() const { return patience_ > 0; }

 protected:
  /// One topic under one of its subscriptions.
  struct TopicCursor {
    TopicPtr topic;
    Version position;
    bool told;  ///< has been sent its first event
  };
  struct Subscription {
    PatternPtr pattern;
    std::string spelling;  ///< as of subscribe()
    std::optional<std::vector<std::string>> fields;
    std::vector<TopicCursor> cursors;
  };
  /// What an event is made of.
  struct EventParts {
    const Pattern& pattern;
    const std::string& spelling;  ///< of the subscription; where not empty, its frames are its own
    const NamedTopic& topic;
    bool retained;                   ///< it tells what was before the subscription
    Version from;                    ///< topic.topic->payload(from) is the payload
    const Publication* publication;  ///< of what a worker published; else null
  };

  virtual std::string event_text(const EventParts& parts) = 0;
  /// Tells frames of different protocols apart where they are shared; 0 where
  /// the frames of this subscription are the client's own.
  [[nodiscard]] virtual char protocol(const Pattern& pattern) const = 0;

  /// Takes part from now on, as `identity`; once more, as somebody else.
  void join(Identity identity);
  /// From now on it is told nothing but what is replied.
  void leave();
  virtual void on_login_end(std::string_view message);
  [[nodiscard]] bool is_member() const { return member_; }
  /// Asks whose ticket it is, and tells `then`, unless the client has closed by
  /// then. Until that the client is not read, so that nothing overtakes it.
  void check(const std::string& authid, const std::string& ticket, Authenticator::Checked then);
  /// Calls on_patience_end() after so many seconds, unless 0 is said before.
  void wait(int seconds);
  virtual void on_patience_end() {}

  /// Starts where its options say. Its first event comes
  /// after whatever is replied next. Subscribed already: the same again. The
  /// error has a URI; wstorrent.error.busy past the limit. WAMP v1 knows a topic
  /// by how the client spelled it: each `spelling` is a subscription of its own,
  /// with its own first event and its own position.
  Result<PatternPtr> subscribe(const std::string& uri, wamp2::Match match,
                               const SubscribeOptions& options, std::string_view spelling = {});
  /// Of that spelling, or of all there are. False if it was not subscribed.
  bool unsubscribe(wamp2::Id pattern, std::optional<std::string_view> spelling = {});
  [[nodiscard]] bool is_subscribed(wamp2::Id pattern) const;
  void unsubscribe_all();

  /// Calls; `key` is the client's own name for it, JSON text. Answered by
  /// on_progress() and, exactly once unless cancelled, on_result(), which may
  /// be called at once. Past the limit the result is wstorrent.error.busy.
  void call(const std::string& key, const std::string& procedure, wamp2::Payload payload,
            bool receive_progress, std::optional<double> timeout);
  [[nodiscard]] bool is_calling(const std::string& key) const;
  /// Nothing is told any more. False if there is no such call.
  bool cancel(const std::string& key, wamp2::CancelMode mode);
  virtual void on_progress(const std::string& /*key*/, const wamp2::Payload& /*payload*/) {}
  virtual void on_result(const std::string& /*key*/, const CallResult& /*result*/) {}

  void reply(std::string text);
  /// No event is sent any more; answers still are.
  void close(std::uint16_t code, std::string reason);
  [[nodiscard]] Router& router() { return router_; }

 private:
  struct Place {
    std::ptrdiff_t subscription;
    std::ptrdiff_t cursor;
  };

  void end_forbidden();
  Frame next_reply();
  [[nodiscard]] std::optional<Place> next_due() const;
  [[nodiscard]] bool behind(const TopicCursor& cursor) const;
  [[nodiscard]] const Publication* next_publication(const TopicCursor& cursor) const;
  Frame next_event(const Subscription& subscription, TopicCursor& cursor);
  Result<TopicPtr> with_fields(const std::string& uri, wamp2::Match match,
                               const std::vector<std::string>& fields);
  void follow(Subscription& subscription, const TopicPtr& topic, std::string_view after);
  void end_if_gone(Subscription& subscription);
  void end(const Subscription& subscription);
  [[nodiscard]] bool fits(const CallResult& result) const;
  static CallResult too_much();
  [[nodiscard]] std::size_t weight(const std::string& text) const;

  Connection& connection_;
  Router& router_;
  const std::int64_t id_;
  Identity identity_;
  bool member_ = false;
  std::optional<Authenticator::CheckId> check_;  // under way
  int patience_ = 0;
  std::deque<Frame> replies_;
  std::size_t reply_bytes_ = 0;
  std::vector<Subscription> subscriptions_;
  std::map<CallId, std::string> calls_;  // by the dealer's id, the client's key
  std::optional<Close> closing_;
};

}  // namespace wst
