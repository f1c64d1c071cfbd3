#include "transmission/bencode.h"

#include <cstddef>

#include "base/ascii.h"
#include "base/number.h"

namespace wst {
namespace {

constexpr int max_depth = 64;
constexpr std::size_t max_digits = 20;  // of 64 bits

/// Walks over values. What returns a bool is false at a fault, and the place
/// is of no meaning then.
class Walk {
 public:
  explicit Walk(std::string_view bytes) : rest_(bytes) {}

  [[nodiscard]] std::string_view rest() const { return rest_; }

  bool value(int depth = 1) {
    if (rest_.empty() || depth > max_depth) return false;
    if (is_digit(rest_.front())) return string().has_value();
    if (take('i')) return integer();
    if (take('l')) return list(depth);
    return take('d') && dictionary(depth);
  }

  bool take(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  std::optional<std::string_view> string() {
    std::string_view digits = take_digits();
    const auto size = whole_number<std::size_t>(digits);
    if (!size || !take(':') || *size > rest_.size()) return std::nullopt;
    std::string_view text = rest_.substr(0, *size);
    rest_.remove_prefix(*size);
    return text;
  }

 private:
  /// Empty where there is no number, or one with leading zeros or too many digits.
  std::string_view take_digits() {
    std::size_t count = 0;
    while (count < rest_.size() && is_digit(rest_[count])) ++count;
    std::string_view digits = rest_.substr(0, count);
    rest_.remove_prefix(count);
    if (count > max_digits || (count > 1 && digits.front() == '0')) return {};
    return digits;
  }

  bool integer() {
    bool negative = take('-');
    std::string_view digits = take_digits();
    return !digits.empty() && !(negative && digits == "0") && take('e');
  }

  bool list(int depth) {
    while (!take('e')) {
      if (!value(depth + 1)) return false;
    }
    return true;
  }

  bool dictionary(int depth) {
    while (!take('e')) {
      if (!string() || !value(depth + 1)) return false;
    }
    return true;
  }

  std::string_view rest_;
};

bool holds_text(const std::optional<std::string_view>& value) {
  return value && is_digit(value->front()) && !value->starts_with("0:");
}

}  // namespace

bool bencode_valid(std::string_view bytes) {
  Walk walk(bytes);
  return walk.value() && walk.rest().empty();
}

std::optional<std::string_view> bencode_member(std::string_view bytes, std::string_view key) {
  Walk walk(bytes);
  if (!walk.take('d')) return std::nullopt;
  while (std::optional<std::string_view> name = walk.string()) {
    std::string_view from = walk.rest();
    if (!walk.value()) return std::nullopt;
    if (*name == key) return from.substr(0, from.size() - walk.rest().size());
  }
  return std::nullopt;
}

std::optional<std::string> metainfo_fault(std::string_view bytes) {
  if (!bytes.starts_with('d')) return "does not begin as a .torrent does";
  if (!bencode_valid(bytes)) return "is broken or cut off: not one whole bencoded dictionary";
  std::optional<std::string_view> info = bencode_member(bytes, "info");
  if (!info || !info->starts_with('d')) return "has no dictionary \"info\"";
  if (!holds_text(bencode_member(*info, "name")))
    return "names no content (\"info\" has no \"name\")";
  std::optional<std::string_view> tree = bencode_member(*info, "file tree");
  if (holds_text(bencode_member(*info, "pieces")) || (tree && tree->starts_with('d'))) return {};
  return "has no checksums (\"info\" has neither \"pieces\" nor \"file tree\")";
}

}  // namespace wst
