// What a codec made of a text.
#pragma once

#include <string>
#include <variant>

#include "catch.h"

namespace wst::test {

/// The message of that kind, which `text` must be.
template <typename Kind, typename Parse>
Kind parsed_as(Parse parse, const std::string& text) {
  INFO(text);
  const auto message = parse(text);
  INFO((message ? std::string() : message.error().message));
  REQUIRE(message);
  REQUIRE(std::holds_alternative<Kind>(message.value()));
  return std::get<Kind>(message.value());
}

}  // namespace wst::test
