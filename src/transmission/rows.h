// Shapes that rows of the table of procedures share.
#pragma once

#include <cstdint>
#include <string_view>

#include "transmission/parameters.h"

namespace wst::row {

constexpr std::int64_t max_speed = 4'000'000;  // of 3.00, which counts bytes in 32 bits
constexpr std::int64_t max_16_bits = 65'535;
constexpr std::int64_t max_ratio = 1'000'000;
constexpr std::int64_t max_folder = 4'096;
constexpr std::int64_t max_files = 20'000;  // of a torrent, as many as its details tell

constexpr Parameter ids(std::string_view meaning, bool required = true) {
  return {.name = "ids",
          .meaning = meaning,
          .type = ValueType::torrents,
          .example = R"([7,"da39a3ee5e6b4b0d3255bfef95601890afd80709"])",
          .required = required,
          .least = 1,
          .most = 1'000};
}

constexpr Parameter id = {.name = "id",
                          .meaning = "the torrent",
                          .type = ValueType::torrent,
                          .example = "7",
                          .required = true};

/// True and false, an option for each. `at`: where that shows.
constexpr Parameter flag(std::string_view name, std::string_view meaning, std::string_view on,
                         std::string_view off, std::string_view at, std::string_view since = {}) {
  return {.name = name,
          .meaning = meaning,
          .example = "true",
          .choices = {{{"true", on, true}, {"false", off, false}}},
          .since = since,
          .state_at = at};
}

/// A whole number that shows at `at`.
constexpr Parameter number(std::string_view name, std::string_view meaning,
                           std::string_view example, std::int64_t least, std::int64_t most,
                           std::string_view option, std::string_view at) {
  return {.name = name,
          .meaning = meaning,
          .type = ValueType::integer,
          .example = example,
          .least = least,
          .most = most,
          .option = option,
          .value_at = {at}};
}

/// A number, or null for none, which has an option of its own. `state_at`: whether there is one.
constexpr Parameter limit(Parameter parameter, std::string_view none, std::string_view state_at) {
  parameter.choices = {{{"null", none, false}}};
  parameter.state_at = state_at;
  parameter.state = true;
  return parameter;
}

/// A number, or what Transmission has a mode for.
constexpr Parameter moded(Parameter parameter, std::string_view global, std::string_view unlimited,
                          std::string_view state_at) {
  parameter.choices = {{{R"("global")", global, 0}, {R"("unlimited")", unlimited, 2}}};
  parameter.state_at = state_at;
  parameter.state = 1;
  return parameter;
}

constexpr Parameter ratio(std::string_view meaning, std::string_view option) {
  return {.name = "ratio",
          .meaning = meaning,
          .type = ValueType::ratio,
          .example = "1.5",
          .most = max_ratio,
          .option = option,
          .value_at = {"seedRatioLimit"}};
}

constexpr Parameter since(std::string_view version, Parameter parameter) {
  parameter.since = version;
  return parameter;
}

constexpr Parameter folder(std::string_view name, std::string_view meaning, std::string_view option,
                           std::string_view at) {
  return {.name = name,
          .meaning = meaning,
          .type = ValueType::folder,
          .example = R"("/srv/torrents")",
          .least = 1,
          .most = max_folder,
          .option = option,
          .value_at = {at}};
}

/// `state`: what shows of each file at `at`.
constexpr Parameter files(std::string_view name, std::string_view meaning, std::string_view example,
                          std::string_view option, const Place& at = {},
                          const Expected& state = {}) {
  return {.name = name,
          .meaning = meaning,
          .type = ValueType::files,
          .example = example,
          .most = max_files,
          .option = option,
          .value_at = at,
          .state = state};
}

constexpr Parameter time_of_day(std::string_view name, std::string_view meaning,
                                std::string_view option, std::string_view at) {
  return {.name = name,
          .meaning = meaning,
          .type = ValueType::time_of_day,
          .example = R"("08:30")",
          .option = option,
          .value_at = {at}};
}

constexpr Parameter labels(std::string_view meaning) {
  return {.name = "labels",
          .meaning = meaning,
          .type = ValueType::labels,
          .example = R"(["linux","big one"])",
          .most = 32,
          .option = "--labels",
          .since = "3.00",
          .value_at = {"labels"}};
}

constexpr Parameter priority = {.name = "priority",
                                .meaning = "of its traffic among the torrents'",
                                .example = R"("high")",
                                .choices = {{{R"("high")", "--bandwidth-high", 1},
                                             {R"("normal")", "--bandwidth-normal", 0},
                                             {R"("low")", "--bandwidth-low", -1}}},
                                .state_at = "bandwidthPriority"};

constexpr Parameter source(std::string_view name, std::string_view meaning, ValueType type,
                           std::string_view example) {
  return {.name = name,
          .meaning = meaning,
          .type = type,
          .example = example,
          .source = true,
          .least = 1,
          .most = 100};
}

}  // namespace wst::row
