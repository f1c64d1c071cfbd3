// What can still be read of an object that as a whole cannot be: a torrent whose comment takes
// megabytes, one that says `nan` somewhere, a call that is too large to be taken.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace wst {

/// Fed with an object's text as it comes, keeps those of its own members that are short, whole
/// and neither an object nor an array. Needs no more memory than these do.
class Salvage {
 public:
  /// Makes of a member's text the JSON that is meant.
  using Repair = std::function<std::string(std::string_view)>;

  explicit Salvage(Repair repair = [](std::string_view text) { return std::string(text); })
      : repair_(std::move(repair)) {}
  void feed(std::string_view bytes);
  /// `{"id":7,"name":"…"}`, valid JSON, whatever was fed.
  [[nodiscard]] std::string object() const { return '{' + members_ + '}'; }

 private:
  void take(char c);
  void take_of_string(char c);
  void keep(char c);
  void end_member();

  Repair repair_;
  std::string members_;
  std::string member_;     ///< the one in hand: `"id":7`
  std::size_t depth_ = 0;  ///< 1 between the object's own members
  bool in_string_ = false;
  bool escaped_ = false;  ///< the next character of the string is
  bool is_lost_ = false;  ///< the member in hand is too long or holds others
};

}  // namespace wst
