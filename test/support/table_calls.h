// Calls made from the table of procedures.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "catch.h"
#include "transmission/procedures.h"

namespace wst::test {

inline const ClientVersion newest{4, 1, "4.1.4"};

/// The versions that were recorded, in the order of `versions`.
inline const std::vector<ClientVersion> clients = {
    {3, 0, "3.00"}, {4, 0, "4.0.6"}, {4, 1, "4.1.0-beta.2"}, {4, 1, "4.1.4"}};

/// Named arguments: the examples of those that `procedure` needs, and of `argument`
/// (another value of it if one is given).
inline std::string kwargs_for(const Procedure& procedure, const Parameter& argument,
                              std::string_view value = {}) {
  bool needs_source = !argument.source;
  bool needs_any = procedure.needs_any && argument.required;
  std::string text;
  for (const Parameter& other : procedure.parameters) {
    const bool is_it = other.name == argument.name;
    const bool fills = (needs_source && other.source) || (needs_any && !other.required);
    if (!is_it && !other.required && !fills) continue;
    if (other.source) needs_source = false;
    if (!is_it && !other.required) needs_any = false;
    const std::string_view json = is_it && !value.empty() ? value : other.example;
    text += (text.empty() ? "" : ",") + json_quote(other.name) + ":" + std::string(json);
  }
  return "{" + text + "}";
}

inline std::string kwargs_for(const Procedure& procedure) {
  return procedure.parameters.empty() ? "{}" : kwargs_for(procedure, procedure.parameters.front());
}

inline std::vector<std::string> hashes_for(const Call& call) {
  std::vector<std::string> hashes;
  for (const TorrentKey& key : call.torrents) {
    hashes.push_back(key.hash.empty() ? std::string(40, static_cast<char>('a' + key.id % 6))
                                      : key.hash);
  }
  return hashes;
}

inline const std::string metainfo_path = "/run/wstorrentd/x.torrent";

inline Result<std::vector<std::string>> words_of_call(const Call& call,
                                                      const ClientVersion& client = newest,
                                                      std::size_t step = 0) {
  return cli_args_for(call, step, client, hashes_for(call), metainfo_path);
}

inline Call call_of(std::string_view procedure, std::string_view kwargs,
                    std::string_view args = "[]") {
  INFO(procedure << " " << args << " " << kwargs);
  Result<Call> call = read_call(procedure, args, kwargs);
  INFO((call ? std::string() : call.error().message));
  REQUIRE(call);
  return std::move(call).value();
}

inline Error error_of(std::string_view procedure, std::string_view kwargs,
                      std::string_view args = "[]") {
  INFO(procedure << " " << args << " " << kwargs);
  Result<Call> call = read_call(procedure, args, kwargs);
  REQUIRE_FALSE(call);
  return call.error();
}

/// Every argument of every procedure that some version has.
template <typename Visit>
void for_each_parameter(Visit visit) {
  for (const Procedure& procedure : procedures()) {
    if (!procedure.never.empty()) continue;
    for (const Parameter& argument : procedure.parameters) {
      if (!argument.never.empty()) continue;
      INFO(procedure.name << " " << argument.name);
      visit(procedure, argument);
    }
  }
}

}  // namespace wst::test
