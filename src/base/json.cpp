// cJSON takes more than JSON: raw control characters, broken \u escapes (as
// U+0000), a byte order mark, sloppy numbers. A scan of the tokens refuses those
// first; the grammar is left to cJSON.
#include "base/json.h"

#include <cjson/cJSON.h>

#include <array>
#include <cmath>

#include "base/ascii.h"
#include "base/number.h"
#include "base/utf8.h"

namespace wst {
namespace {

constexpr std::size_t max_depth = 64;
constexpr double max_exact = 9007199254740992.0;  // 2^53

/// True if every token of a text is one JSON allows, no deeper than 64.
class TokenScan {
 public:
  explicit TokenScan(std::string_view text) : text_(text) {}

  bool clean() {
    while (at_ < text_.size()) {
      if (!token()) return false;
    }
    return true;
  }

 private:
  bool token() {
    char c = text_[at_];
    if (c == '"') return string();
    if (c == '-' || is_digit(c)) return number();
    ++at_;
    if (c == '{' || c == '[') return ++depth_ <= max_depth;
    if (c == '}' || c == ']') return depth_-- > 0;
    return is_json_space(c) || c == ',' || c == ':' || (c >= 'a' && c <= 'z');
  }

  bool string() {
    for (++at_; at_ < text_.size(); ++at_) {
      char c = text_[at_];
      if (c == '"') {
        ++at_;
        return true;
      }
      if (static_cast<unsigned char>(c) < 0x20) return false;
      if (c == '\\' && !escape()) return false;
    }
    return false;
  }

  /// At a backslash; leaves at the escape's last byte.
  bool escape() {
    if (++at_ >= text_.size()) return false;
    if (text_[at_] != 'u') return std::string_view("\"\\/bfnrt").find(text_[at_]) != text_.npos;
    std::optional<unsigned> unit = hex();
    if (!unit || *unit == 0) return false;
    if (*unit < 0xD800 || *unit > 0xDFFF) return true;
    if (*unit > 0xDBFF || text_.substr(at_ + 1, 2) != "\\u") return false;
    at_ += 2;
    std::optional<unsigned> low = hex();
    return low && *low >= 0xDC00 && *low <= 0xDFFF;
  }

  /// At the `u` of an escape; leaves at the last of its four digits.
  std::optional<unsigned> hex() {
    if (at_ + 4 >= text_.size()) return std::nullopt;
    const auto unit = whole_number<unsigned>(text_.substr(at_ + 1, 4), 16);
    at_ += 4;
    return unit;
  }

  bool number() {
    if (text_[at_] == '-') ++at_;
    std::size_t leading_zero = peek() == '0' ? 1 : 0;
    std::size_t whole = digits();
    if (whole == 0 || (leading_zero && whole > 1)) return false;
    if (peek() == '.') {
      ++at_;
      if (digits() == 0) return false;
    }
    if (peek() != 'e' && peek() != 'E') return true;
    ++at_;
    if (peek() == '+' || peek() == '-') ++at_;
    return digits() > 0;
  }

  std::size_t digits() {
    std::size_t begin = at_;
    while (is_digit(peek())) ++at_;
    return at_ - begin;
  }

  [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
};

bool only_space(const char* begin, const char* end) {
  while (begin < end && is_json_space(*begin)) ++begin;
  return begin == end;
}

void append_quoted(std::string& out, std::string_view text) {
  constexpr std::string_view hex = "0123456789abcdef";
  constexpr std::string_view named = "\"\\\b\f\n\r\t";
  constexpr std::string_view letters = "\"\\bfnrt";
  out += '"';
  std::size_t done = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    auto byte = static_cast<unsigned char>(text[at]);
    if (byte >= 0x20 && byte != '"' && byte != '\\') continue;
    out.append(text, done, at - done);
    done = at + 1;
    std::size_t name = named.find(text[at]);
    if (name != std::string_view::npos) {
      out += {'\\', letters[name]};
    } else {
      out += {'\\', 'u', '0', '0', hex[byte >> 4], hex[byte & 15]};
    }
  }
  out.append(text, done);
  out += '"';
}

void append_text(std::string& out, JsonView node);

void append_children(std::string& out, JsonView node) {
  out += node.is_object() ? '{' : '[';
  for (JsonView child = node.first(); child.present(); child = child.next()) {
    if (out.back() != '{' && out.back() != '[') out += ',';
    if (node.is_object()) {
      append_quoted(out, child.key());
      out += ':';
    }
    append_text(out, child);
  }
  out += node.is_object() ? '}' : ']';
}

void append_text(std::string& out, JsonView node) {
  if (node.is_object() || node.is_array()) {
    append_children(out, node);
  } else if (node.is_string()) {
    append_quoted(out, *node.string());
  } else if (auto flag = node.boolean()) {
    out += *flag ? "true" : "false";
  } else if (auto number = node.number()) {
    out += json_number(*number);
  } else {
    out += "null";
  }
}

}  // namespace

bool JsonView::is_object() const { return cJSON_IsObject(node_); }
bool JsonView::is_array() const { return cJSON_IsArray(node_); }
bool JsonView::is_string() const { return cJSON_IsString(node_); }
bool JsonView::is_null() const { return cJSON_IsNull(node_); }

std::optional<double> JsonView::number() const {
  if (!cJSON_IsNumber(node_) || !std::isfinite(node_->valuedouble)) return std::nullopt;
  return node_->valuedouble;
}

std::optional<std::int64_t> JsonView::integer() const {
  std::optional<double> value = number();
  if (!value || std::fabs(*value) > max_exact || std::trunc(*value) != *value) return std::nullopt;
  return static_cast<std::int64_t>(*value);
}

std::optional<bool> JsonView::boolean() const {
  if (!cJSON_IsBool(node_)) return std::nullopt;
  return cJSON_IsTrue(node_) != 0;
}

std::optional<std::string_view> JsonView::string() const {
  if (!is_string()) return std::nullopt;
  return node_->valuestring;
}

JsonView JsonView::operator[](std::string_view key) const {
  JsonView found;
  if (!is_object()) return found;
  for (JsonView member = first(); member.present(); member = member.next()) {
    if (member.key() == key) found = member;
  }
  return found;
}

std::size_t JsonView::size() const {
  std::size_t count = 0;
  for (JsonView child = first(); child.present(); child = child.next()) ++count;
  return count;
}

JsonView JsonView::at(std::size_t index) const {
  JsonView child = first();
  while (child.present() && index-- > 0) child = child.next();
  return child;
}

std::string_view JsonView::key() const {
  return node_ && node_->string ? std::string_view(node_->string) : std::string_view();
}

JsonView JsonView::first() const { return JsonView(node_ ? node_->child : nullptr); }
JsonView JsonView::next() const { return JsonView(node_ ? node_->next : nullptr); }

std::string JsonView::text() const {
  std::string out;
  append_text(out, *this);
  return out;
}

std::optional<Json> Json::parse(std::string_view text) {
  if (!utf8_valid(text) || !TokenScan(text).clean()) return std::nullopt;
  const char* end = nullptr;
  Json json(cJSON_ParseWithLengthOpts(text.data(), text.size(), &end, false));
  if (!json.root_ || !only_space(end, text.data() + text.size())) return std::nullopt;
  return json;
}

void Json::Delete::operator()(cJSON* node) const { cJSON_Delete(node); }

std::string json_quote(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 2);
  append_quoted(out, text);
  return out;
}

std::string json_number(double value) {
  if (!std::isfinite(value)) return "0";
  std::array<char, 32> digits;
  char* begin = digits.data();
  char* end = begin + digits.size();
  if (std::fabs(value) <= max_exact && std::trunc(value) == value) {
    return {begin, std::to_chars(begin, end, static_cast<std::int64_t>(value)).ptr};
  }
  return {begin, std::to_chars(begin, end, value).ptr};
}

}  // namespace wst
