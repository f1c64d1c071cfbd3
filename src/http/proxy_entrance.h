// Connections of trusted proxies, until their first bytes have told whether a header of the PROXY
// protocol stands before the rest.
#pragma once

#include <ev++.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <unordered_map>

#include "http/arrival.h"
#include "http/deadlines.h"
#include "http/exposure.h"
#include "http/proxy_header.h"

namespace wst {

/// Not movable: its watchers know it.
class ProxyEntrance {
 public:
  /// Told with `arrival.peer` as the proxy says; nothing behind the header has been taken.
  using OnKnown = std::function<void(Arrival arrival, Entry entry)>;
  using OnMalformed = std::function<void(const Peer& proxy)>;

  /// The first bytes have so many seconds.
  ProxyEntrance(ev::loop_ref loop, double seconds, OnKnown on_known, OnMalformed on_malformed);
  ~ProxyEntrance();
  ProxyEntrance(const ProxyEntrance&) = delete;
  ProxyEntrance& operator=(const ProxyEntrance&) = delete;

  void enter(Arrival arrival, Entry entry);

 private:
  struct Waiting;

  void look(Waiting& waiting);
  void pass(Waiting& waiting, const ProxyHeader& header);
  Arrival remove(std::uint64_t id);

  ev::loop_ref loop_;
  double seconds_;
  OnKnown on_known_;
  OnMalformed on_malformed_;
  Deadlines deadlines_;
  std::uint64_t next_id_ = 1;
  std::unordered_map<std::uint64_t, std::unique_ptr<Waiting>> waiting_;
};

}  // namespace wst
