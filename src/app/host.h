// One Transmission and all that is known of it and done to it, wired together.
#pragma once

#include <ev++.h>

#include <memory>

#include "config/options.h"

namespace wst {

class Broker;
class Callee;
class Feed;
class Topic;

/// Not movable: its parts know each other.
class Host {
 public:
  Host(ev::loop_ref loop, const Options& options);
  ~Host();
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;

  /// Makes its topics known as its own; it outlives the broker, or they are removed before it goes.
  void offer_topics(Broker& broker);
  /// Ends what runs; nothing is told any more.
  void stop();

  [[nodiscard]] Feed& feed();
  [[nodiscard]] Callee& callee();
  [[nodiscard]] const Topic& torrents() const;
  [[nodiscard]] const Topic& status() const;

 private:
  struct Parts;  // known to host.cpp alone: whoever builds a Host need not read what it is made of
  std::unique_ptr<Parts> parts_;
};

}  // namespace wst
