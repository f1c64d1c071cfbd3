// The table of procedures for those who call them.
#include "auth/policy.h"
#include "transmission/procedures.h"
#include "transmission/value_types.h"

namespace wst {
namespace {

// ---- JSON ----

/// An object, member by member; what is empty is left out.
class Object {
 public:
  void add(std::string_view name, std::string_view json) {
    if (json.empty()) return;
    text_ += text_.empty() ? "{" : ",";
    text_ += json_quote(name) + ":" + std::string(json);
  }
  void add_text(std::string_view name, std::string_view text) {
    if (!text.empty()) add(name, json_quote(text));
  }
  [[nodiscard]] std::string text() const { return text_ + "}"; }

 private:
  std::string text_;
};

std::string json_of(const Parameter& parameter);
std::string json_of(const Procedure& procedure);

template <typename List>
std::string json_list(const List& list) {
  std::string text = "[";
  for (const auto& entry : list) text += (text.size() > 1 ? "," : "") + json_of(entry);
  return text + "]";
}

std::string json_of(const Parameter& parameter) {
  Object object;
  object.add_text("name", parameter.name);
  object.add_text("meaning", parameter.meaning);
  object.add_text("value", expectation(parameter));
  object.add("required", parameter.required ? "true" : "false");
  object.add("default", parameter.absent);
  object.add("example", parameter.example);
  object.add_text("since", parameter.since);
  object.add_text("unsupported", parameter.never);
  return object.text();
}

bool is_for_viewers(const Procedure& procedure) {
  return may(Role::viewer, Thing::procedure, procedure.name);
}

std::string json_of(const Procedure& procedure) {
  Object object;
  object.add_text("name", procedure.name);
  object.add_text("meaning", procedure.meaning);
  object.add_text("role", is_for_viewers(procedure) ? "viewer" : "administrator");
  object.add("arguments", json_list(procedure.parameters));
  object.add_text("since", procedure.since);
  object.add_text("unsupported", procedure.never);
  return object.text();
}

// ---- Markdown ----

std::string remark(std::string_view since, std::string_view never) {
  if (!never.empty()) return " (" + std::string(never) + ")";
  return since.empty() ? "" : " (since " + std::string(since) + ")";
}

std::string row_of(const Parameter& parameter) {
  std::string value = parameter.never.empty() ? expectation(parameter) : "";
  if (!parameter.absent.empty()) value += "; else " + std::string(parameter.absent);
  return "| `" + std::string(parameter.name) + "`" + (parameter.required ? " (required)" : "") +
         " | " + std::string(parameter.meaning) + remark(parameter.since, parameter.never) + " | " +
         value + " |\n";
}

std::string section_of(const Procedure& procedure) {
  std::string text = "\n## `" + std::string(procedure.name) + "`\n\n" +
                     std::string(procedure.meaning) + remark(procedure.since, procedure.never) +
                     (is_for_viewers(procedure) ? "; for viewers too\n" : "\n");
  if (procedure.parameters.empty()) return text;
  text += "\n| argument | meaning | value |\n|---|---|---|\n";
  for (const Parameter& parameter : procedure.parameters) text += row_of(parameter);
  return text;
}

}  // namespace

std::string procedures_json() { return "{\"procedures\":" + json_list(procedures()) + "}"; }

std::string procedures_markdown() {
  std::string text =
      "# Procedures\n\n"
      "What can be called, and with which arguments. How is in [protocol.md](protocol.md#calls).\n";
  for (const Procedure& procedure : procedures()) text += section_of(procedure);
  return text;
}

}  // namespace wst
