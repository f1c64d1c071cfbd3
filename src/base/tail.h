// The end of a stream: that is where a program that fails says why.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace wst {

class Tail {
 public:
  explicit Tail(std::size_t limit) : limit_(limit) {}

  void append(std::string_view bytes) {
    text_.append(bytes.substr(bytes.size() - std::min(bytes.size(), limit_)));
    if (text_.size() > limit_) text_.erase(0, text_.size() - limit_);
  }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::size_t limit_;
  std::string text_;
};

}  // namespace wst
