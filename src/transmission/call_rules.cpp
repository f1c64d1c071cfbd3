#include "transmission/call_rules.h"

#include <algorithm>

namespace wst {

namespace {

using Parts = std::vector<std::string_view>;

Parts parts_of(std::string_view folder) {
  Parts parts;
  while (!folder.empty()) {
    const auto part = folder.substr(0, folder.find('/'));
    folder.remove_prefix(std::min(part.size() + 1, folder.size()));
    if (!part.empty() && part != ".") parts.push_back(part);
  }
  return parts;
}

bool begins_with(const Parts& parts, const Parts& first) {
  return parts.size() >= first.size() && std::equal(first.begin(), first.end(), parts.begin());
}

Error refused(const Procedure& procedure, const std::string& why) {
  return {std::string(procedure.name) + ": " + why, "wamp.error.not_authorized"};
}

Error outside(const Procedure& procedure, const Parameter& parameter, const CallRules& rules) {
  std::string list;
  for (const auto& allowed : rules.allowed_dirs) list += (list.empty() ? "" : ", ") + allowed;
  return refused(procedure, "\"" + std::string(parameter.name) + "\" must be in " + list +
                                " (--allowed-dir), without ..");
}

bool fetches(const Parameter& parameter, JsonView value) {
  if (parameter.type == ValueType::url) return value.present();
  if (parameter.type != ValueType::sources) return false;
  for (auto source = value.first(); source.present(); source = source.next()) {
    if (source["url"].present()) return true;
  }
  return false;
}

}  // namespace

bool is_inside(const std::string& folder, const std::vector<std::string>& allowed) {
  const Parts parts = parts_of(folder);
  if (!folder.starts_with('/') || std::ranges::find(parts, "..") != parts.end()) return false;
  return std::ranges::any_of(
      allowed, [&](const std::string& one) { return begins_with(parts, parts_of(one)); });
}

std::optional<Error> broken_rule(const Call& call, const CallRules& rules) {
  const auto given = call.arguments.view();
  for (const Parameter& parameter : call.procedure->parameters) {
    const auto value = given[parameter.name];
    const auto folder = parameter.type == ValueType::folder ? value.string() : std::nullopt;
    if (folder && !rules.allowed_dirs.empty() &&
        !is_inside(std::string(*folder), rules.allowed_dirs)) {
      return outside(*call.procedure, parameter, rules);
    }
    if (!rules.add_url && fetches(parameter, value)) {
      return refused(*call.procedure,
                     "the daemon fetches no addresses here (--no-add-url); add a magnet link or "
                     "the .torrent itself");
    }
  }
  return std::nullopt;
}

}  // namespace wst
