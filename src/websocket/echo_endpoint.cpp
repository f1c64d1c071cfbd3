#include "websocket/echo_endpoint.h"

#include <cstdint>
#include <memory>
#include <utility>

namespace wst {

namespace {

constexpr std::size_t max_bytes = 32u << 20;
constexpr std::uint16_t policy_violation = 1008;

}  // namespace

void EchoEndpoint::hear(std::string_view message, bool binary) {
  if (closing()) return;
  bytes_ += message.size();
  echoes_.push_back({std::make_shared<const std::string>(message), binary});
  if (bytes_ > max_bytes) closing_ = Close{policy_violation, "says more than it reads"};
  connection_.wake();
}

Frame EchoEndpoint::next_frame() {
  if (echoes_.empty()) return nullptr;
  const Echo next = std::move(echoes_.front());
  echoes_.pop_front();
  bytes_ -= next.frame->size();
  says_binary_ = next.binary;
  return next.frame;
}

}  // namespace wst
