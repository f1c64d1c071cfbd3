// What the tests of the WAMP v2 codec share.
#pragma once

#include <string>

#include "base/json.h"
#include "catch.h"
#include "parsed.h"
#include "wire/wamp2.h"

namespace wst::test {

/// The message of that kind which `text` must be.
template <typename Kind>
Kind wamp2_as(const std::string& text) {
  return parsed_as<Kind>(wamp2::parse, text);
}

/// `text` is a violation, told in words that can be sent; the words.
inline std::string check_violation(const std::string& text) {
  INFO(text);
  const auto message = wamp2::parse(text);
  CHECK(!message);
  if (message) return {};
  const auto& why = message.error().message;
  CHECK(!why.empty());
  CHECK(Json::parse(wamp2::abort("wamp.error.protocol_violation", why)));
  return why;
}

}  // namespace wst::test
