// A call as it came, held against the table.
#include <algorithm>
#include <cstdint>
#include <map>

#include "base/utf8.h"
#include "transmission/cli_args.h"
#include "transmission/matchers.h"
#include "transmission/procedures.h"
#include "transmission/value_types.h"

namespace wst {
namespace {

using Fault = std::optional<Error>;

Error invalid(const Procedure& procedure, const std::string& why) {
  return {std::string(procedure.name) + ": " + why, std::string(invalid_argument)};
}

// ---- one object of positional and named arguments ----

/// Members of the object that is being put together, each name once.
class Members {
 public:
  void add(std::string_view name, const std::string& value) {
    text_ += (text_.empty() ? "" : ",") + json_quote(name) + ":" + value;
  }
  [[nodiscard]] std::string object() const { return "{" + text_ + "}"; }

 private:
  std::string text_;
};

/// ids given one by one: the list they stand for. `value` is left at what follows.
std::string take_ids(JsonView& value) {
  std::string list;
  for (; value.present() && read_key(value); value = value.next()) {
    list += (list.empty() ? "" : ",") + value.text();
  }
  return "[" + list + "]";
}

Fault add_positional(Members& members, const Procedure& procedure, JsonView args, JsonView kwargs) {
  JsonView value = args.first();
  for (const Parameter& parameter : procedure.parameters) {
    if (!value.present()) return std::nullopt;
    if (kwargs[parameter.name].present()) {
      return invalid(procedure,
                     json_quote(parameter.name) + " is given twice, by place and by name");
    }
    if (parameter.type == ValueType::torrents && read_key(value)) {
      members.add(parameter.name, take_ids(value));
      continue;
    }
    members.add(parameter.name, value.text());
    value = value.next();
  }
  if (!value.present()) return std::nullopt;
  return invalid(procedure, "there are more arguments than it takes (" +
                                std::to_string(procedure.parameters.size()) + ")");
}

Result<Json> named_arguments(const Procedure& procedure, Json args, Json kwargs) {
  if (args.view().size() == 0) return kwargs;
  if (args.view().size() == 1 && args.view().first().is_object() && kwargs.view().size() == 0) {
    return std::move(*Json::parse(args.view().first().text()));
  }
  Members members;
  if (Fault fault = add_positional(members, procedure, args.view(), kwargs.view())) return *fault;
  for (JsonView v = kwargs.view().first(); v.present(); v = v.next())
    members.add(v.key(), v.text());
  return std::move(*Json::parse(members.object()));
}

Result<Json> read_arguments(const Procedure& procedure, std::string_view args,
                            std::string_view kwargs) {
  std::optional<Json> list = Json::parse(args.empty() ? "[]" : args);
  std::optional<Json> object = Json::parse(kwargs.empty() ? "{}" : kwargs);
  if (!list || !list->view().is_array()) {
    return invalid(procedure, "positional arguments are to be a JSON list");
  }
  if (!object || !object->view().is_object()) {
    return invalid(procedure, "named arguments are to be a JSON object");
  }
  return named_arguments(procedure, std::move(*list), std::move(*object));
}

// ---- whether they fit the table ----

std::string names_of(const Procedure& procedure) {
  std::string names;
  for (const Parameter& parameter : procedure.parameters) {
    names += (names.empty() ? "" : ", ") + std::string(parameter.name);
  }
  return names.empty() ? "it takes none" : "it takes " + names;
}

Fault fault_of_name(const Procedure& procedure, JsonView given) {
  bool known = std::ranges::count(procedure.parameters, given.key(), &Parameter::name) > 0;
  if (known) return std::nullopt;
  return invalid(procedure,
                 "there is no argument " + excerpt(given.key()) + "; " + names_of(procedure));
}

Fault fault_of_argument(const Procedure& procedure, const Parameter& parameter, JsonView given) {
  if (!given.present()) {
    if (!parameter.required) return std::nullopt;
    return invalid(procedure,
                   json_quote(parameter.name) + " is missing: " + expectation(parameter));
  }
  if (!parameter.never.empty())
    return Error{std::string(parameter.never), std::string(unsupported)};
  Fault fault = fault_of(parameter, given);
  if (!fault) return std::nullopt;
  return Error{
      std::string(procedure.name) + ": " + json_quote(parameter.name) + " " + fault->message,
      fault->uri};
}

Fault fault_of_sources(const Procedure& procedure, JsonView given) {
  std::string names;
  std::size_t count = 0;
  for (const Parameter& parameter : procedure.parameters) {
    if (!parameter.source) continue;
    names += (names.empty() ? "" : ", ") + json_quote(parameter.name);
    if (given[parameter.name].present()) ++count;
  }
  if (names.empty() || count == 1) return std::nullopt;
  return invalid(procedure, "exactly one of " + names + " is to be given");
}

/// A file cannot be both wanted and not, nor have two priorities.
Fault fault_of_files(const Procedure& procedure, JsonView given) {
  std::map<std::pair<std::string_view, std::int64_t>, std::string_view> named;
  for (const Parameter& parameter : procedure.parameters) {
    if (parameter.type != ValueType::files) continue;
    for (std::int64_t index : integers_of(given[parameter.name])) {
      auto [at, added] =
          named.emplace(std::pair(parameter.value_at.of_each, index), parameter.name);
      if (added || at->second == parameter.name) continue;
      return invalid(procedure, "file " + std::to_string(index) + " is in both " +
                                    json_quote(at->second) + " and " + json_quote(parameter.name));
    }
  }
  return std::nullopt;
}

Fault fault_of_nothing(const Procedure& procedure, JsonView given) {
  if (!procedure.needs_any) return std::nullopt;
  std::string names;
  for (const Parameter& parameter : procedure.parameters) {
    if (parameter.required || !parameter.never.empty()) continue;
    if (!cli_args_of(parameter, given).empty()) return std::nullopt;
    names += (names.empty() ? "" : ", ") + json_quote(parameter.name);
  }
  return invalid(procedure, "nothing is to be done: at least one is needed of " + names);
}

Fault fault_of_call(const Procedure& procedure, JsonView given) {
  for (JsonView v = given.first(); v.present(); v = v.next()) {
    if (Fault fault = fault_of_name(procedure, v)) return fault;
  }
  for (const Parameter& parameter : procedure.parameters) {
    if (Fault fault = fault_of_argument(procedure, parameter, given[parameter.name])) return fault;
  }
  for (auto* fault_of_all : {fault_of_sources, fault_of_files, fault_of_nothing}) {
    if (Fault fault = fault_of_all(procedure, given)) return fault;
  }
  return std::nullopt;
}

// ---- what is made of them ----

std::vector<TorrentKey> keys_of(JsonView given) {
  std::vector<TorrentKey> keys;
  if (auto key = read_key(given["id"])) keys.push_back(std::move(*key));
  for (JsonView v = given["ids"].first(); v.present(); v = v.next()) {
    TorrentKey key = *read_key(v);
    bool known = std::ranges::any_of(
        keys, [&](const TorrentKey& k) { return k.id == key.id && k.hash == key.hash; });
    if (!known) keys.push_back(std::move(key));
  }
  return keys;
}

std::size_t steps_of(const Procedure& procedure, JsonView given) {
  if (!procedure.runs) return 0;
  return std::max<std::size_t>(1, given["many"].size());
}

}  // namespace

Result<Call> read_call(std::string_view name, std::string_view args, std::string_view kwargs) {
  const Procedure* procedure = find_procedure(name);
  if (!procedure) {
    return Error{"there is no procedure " + excerpt(name), "wamp.error.no_such_procedure"};
  }
  if (!procedure->never.empty()) {
    return Error{std::string(procedure->never), std::string(unsupported)};
  }
  Result<Json> arguments = read_arguments(*procedure, args, kwargs);
  if (!arguments) return arguments.error();
  JsonView given = arguments->view();
  if (Fault fault = fault_of_call(*procedure, given)) return *fault;
  std::vector<TorrentKey> keys = keys_of(given);
  std::size_t steps = steps_of(*procedure, given);
  return Call{procedure, std::move(keys), std::move(arguments).value(), steps};
}

}  // namespace wst
