// One client, whatever it speaks: what it is subscribed to, how far it has
// been brought up to date, and the answers it has not been sent yet.
//
// There is no queue of events: a subscription is a position, and a frame is
// made (or shared) only when the socket can take it.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "session/connection.h"
#include "session/router.h"

namespace wst {

/// How a WebSocket is to be closed (RFC 6455, section 7.4).
struct Close {
  std::uint16_t code = 1000;
  std::string reason;
};

class Session {
 public:
  /// `connection` and `router` outlive the session.
  Session(Connection& connection, Router& router);
  virtual ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  virtual void on_text(std::string_view text) = 0;
  virtual void on_binary() = 0;

  /// The next frame to send; none when there is nothing to say now.
  Frame next_frame();
  /// Set when the socket is to be closed, once next_frame() has no more.
  [[nodiscard]] const std::optional<Close>& closing() const { return closing_; }
  /// Something it watches has changed.
  void on_change();

 protected:
  struct Subscription {
    const NamedTopic* topic;
    Version position;
    bool told;  ///< has been sent its first event
  };

  virtual std::string event_text(const NamedTopic& topic, bool first, std::string_view payload) = 0;
  /// Tells frames of different protocols apart where they are shared.
  [[nodiscard]] virtual char protocol() const = 0;

  enum class Subscribed { now, already, too_many };
  /// Starts at the cursor `after`, or knowing nothing. Its first event comes
  /// after whatever is replied next.
  Subscribed subscribe(const NamedTopic& topic, std::string_view after);
  /// False if it was not subscribed.
  bool unsubscribe(const NamedTopic& topic);
  void unsubscribe_all();

  void reply(std::string text);
  /// No event is sent any more; answers still are.
  void close(std::uint16_t code, std::string reason);
  [[nodiscard]] Router& router() { return router_; }
  /// The sentence for Subscribed::too_many.
  [[nodiscard]] std::string too_many_subscriptions() const;

 private:
  [[nodiscard]] static bool behind(const Subscription& subscription);
  Frame next_event(Subscription& subscription);

  Connection& connection_;
  Router& router_;
  std::deque<Frame> replies_;
  std::size_t reply_bytes_ = 0;
  std::vector<Subscription> subscriptions_;
  std::optional<Close> closing_;
};

}  // namespace wst
