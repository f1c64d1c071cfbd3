// The only door to cJSON: an owned document, a view into it, and text writing.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct cJSON;

namespace wst {

/// A node of a document that somebody else owns; valid as long as that is.
/// A default one, and whatever is asked of a node that has it not, is absent.
class JsonView {
 public:
  JsonView() = default;
  explicit JsonView(const cJSON* node) : node_(node) {}

  [[nodiscard]] bool present() const { return node_ != nullptr; }
  [[nodiscard]] bool is_object() const;
  [[nodiscard]] bool is_array() const;
  [[nodiscard]] bool is_string() const;
  [[nodiscard]] bool is_null() const;

  [[nodiscard]] std::optional<double> number() const;
  /// Only a number without fraction, within +-2^53.
  [[nodiscard]] std::optional<std::int64_t> integer() const;
  [[nodiscard]] std::optional<bool> boolean() const;
  [[nodiscard]] std::optional<std::string_view> string() const;

  /// The member of an object; where a key stands twice, the last.
  [[nodiscard]] JsonView operator[](std::string_view key) const;
  /// Number of elements or members; 0 for the rest.
  [[nodiscard]] std::size_t size() const;
  /// The element of an array, or the member of an object by position. Linear.
  [[nodiscard]] JsonView at(std::size_t index) const;
  /// A member's key; empty for elements.
  [[nodiscard]] std::string_view key() const;

  /// Siblings, for walking: `for (auto v = a.first(); v.present(); v = v.next())`.
  [[nodiscard]] JsonView first() const;
  [[nodiscard]] JsonView next() const;

  /// Compact text of this node.
  [[nodiscard]] std::string text() const;

 private:
  const cJSON* node_ = nullptr;
};

/// A parsed document.
class Json {
 public:
  /// Exactly one JSON value, white space around it allowed; depth up to 64.
  /// Refuses invalid UTF-8, lone surrogates and U+0000, raw or escaped.
  static std::optional<Json> parse(std::string_view text);

  [[nodiscard]] JsonView view() const { return JsonView(root_.get()); }

 private:
  struct Delete {
    void operator()(cJSON* node) const;
  };
  explicit Json(cJSON* root) : root_(root) {}
  std::unique_ptr<cJSON, Delete> root_;
};

/// `text` as a JSON string literal, quotes included. `text` is valid UTF-8.
std::string json_quote(std::string_view text);

/// The shortest decimal text that reads back as `value`; integers without a
/// fraction; 0 for what JSON cannot hold.
std::string json_number(double value);

}  // namespace wst
