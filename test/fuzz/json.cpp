// The ground that all codecs stand on: JSON, UTF-8 and the cutting of texts.
#include "base/json.h"

#include <string>

#include "base/utf8.h"
#include "law.h"
#include "wire/elements.h"

using namespace wst;
using wst::fuzz::must;

namespace {

void check_document(std::string_view text, JsonView view) {
  const auto compact = view.text();
  const auto again = Json::parse(compact);
  must(again.has_value(), "what is written cannot be read");
  must(again->view().text() == compact, "what is written reads as something else");
  if (!view.is_array() && !view.is_object()) return;
  const auto texts = element_texts(text);
  must(texts.size() == view.size(), "there are more or fewer texts than elements");
  auto element = view.first();
  for (const auto part : texts) {
    const auto read = Json::parse(part);
    must(read && read->view().text() == element.text(), "a text is not its element's");
    element = element.next();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  const auto document = Json::parse(text);
  if (document) {
    must(utf8_valid(text), "a document is not UTF-8");
    check_document(text, document->view());
  }
  const auto repaired = utf8_repair(text);
  must(utf8_valid(repaired), "what is repaired is still broken");
  if (repaired.find('\0') != std::string::npos) return 0;
  const auto quoted = Json::parse(json_quote(repaired));
  must(quoted && quoted->view().string() == repaired, "what is quoted reads as something else");
  return 0;
}
