#include "transmission/envelope.h"

namespace wst {

namespace {

std::string words_of(JsonView error) {
  std::string words(error["message"].string().value_or("an error without words"));
  JsonView detail = member(error["data"], "errorString");
  if (detail.string() && !detail.string()->empty()) {
    words += ": ";
    words += *detail.string();
  }
  return words;
}

}  // namespace

JsonView answer_body(JsonView envelope) {
  JsonView result = envelope["result"];
  return result.is_object() ? result : envelope["arguments"];
}

std::optional<std::string> answer_refusal(JsonView envelope) {
  JsonView error = envelope["error"];
  if (error.present() && !error.is_null()) return words_of(error);
  JsonView result = envelope["result"];
  if (result.is_object() || result.string() == "success") return std::nullopt;
  return std::string(result.string().value_or("an answer without a result"));
}

}  // namespace wst
