// A client on its way in: what each room hands to the next, from the listener
// to whoever keeps it.
#pragma once

#include "base/unique_fd.h"
#include "web/peer.h"
#include "web/seats.h"

namespace wst {

struct Arrival {
  UniqueFd socket;  ///< connected, non-blocking
  Seat seat;
  Peer peer;
};

}  // namespace wst
