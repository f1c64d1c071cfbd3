#include "router/one_value.h"

#include "wire/elements.h"

namespace wst {

std::string one_value(const wamp2::Payload& payload) {
  const auto arguments = element_texts(payload.args);
  if (element_texts(payload.kwargs).empty() && arguments.size() <= 1) {
    return arguments.empty() ? "null" : std::string(arguments.front());
  }
  const std::string args = payload.args.empty() ? "[]" : payload.args;
  const std::string kwargs = payload.kwargs.empty() ? "{}" : payload.kwargs;
  return "{\"args\":" + args + ",\"kwargs\":" + kwargs + "}";
}

wamp2::Payload payload_of(const std::string& json) { return {.args = "[" + json + "]"}; }

}  // namespace wst
