#include "http/subprotocols.h"

#include <algorithm>

#include "base/ascii.h"

namespace wst {

Result<std::string> choose_subprotocol(std::string_view offered) {
  if (offered.size() > max_offered_bytes) {
    return Error{"the list of subprotocols is longer than " + std::to_string(max_offered_bytes) +
                 " bytes; offer fewer, such as wamp.2.json alone"};
  }
  const auto offers = list_items(offered);
  const auto spoken = std::find_first_of(offers.begin(), offers.end(), spoken_subprotocols.begin(),
                                         spoken_subprotocols.end());
  if (spoken != offers.end()) return std::string(*spoken);
  if (offers.empty()) return std::string();
  return Error{
      "none of the subprotocols offered is spoken here; these are: wamp.2.json, wamp, json, or "
      "none at all"};
}

}  // namespace wst
