#include "web/seats.h"

namespace wst {

namespace {

Error full(const std::string& option) {
  return {"too many connections; the limit is set by " + option, "wstorrent.error.busy"};
}

}  // namespace

Seat::~Seat() {
  if (!seats_) return;
  --seats_->taken_;
  if (--at_->second == 0) seats_->per_address_.erase(at_);
}

Result<Seat> Seats::take(const std::string& address) {
  if (taken_ >= most_) return full("--max-connections");
  const auto known = per_address_.find(address);
  if (known != per_address_.end() && known->second >= most_per_address_) {
    return full("--max-connections-per-address");
  }
  const auto at = per_address_.try_emplace(address, 0).first;
  ++at->second;
  ++taken_;
  return Seat(*this, at);
}

}  // namespace wst
