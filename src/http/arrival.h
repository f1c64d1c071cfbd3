// A client on its way in: what each room hands to the next, from the listener
// to whoever keeps it.
#pragma once

#include "base/unique_fd.h"
#include "http/connection_quota.h"
#include "http/peer.h"

namespace wst {

struct Arrival {
  UniqueFd socket;  ///< connected, non-blocking
  QuotaSlot slot;
  Peer peer;
};

}  // namespace wst
