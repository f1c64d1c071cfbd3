#include "http/refusals.h"

#include "base/json.h"

namespace wst {

namespace {

constexpr double minute = 60;

std::string reason_of(const HttpResponse& refusal) {
  const auto json = refusal.body ? Json::parse(*refusal.body) : std::nullopt;
  return std::string(json ? json->view()["message"].string().value_or("") : "");
}

}  // namespace

std::string Refusals::note(const std::string& address, const HttpResponse& refusal, double now) {
  std::erase_if(told_, [&](const auto& told) { return now - told.second >= minute; });
  if (told_.size() >= most_ || !told_.try_emplace(address, now).second) return {};
  return "refused " + address + " (" + std::to_string(refusal.status) + "): " + reason_of(refusal);
}

}  // namespace wst
