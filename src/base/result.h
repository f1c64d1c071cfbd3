// A value or the reason there is none. The world's misbehaviour travels as a
// value; exceptions are for the time before the loop runs.
#pragma once

#include <cassert>
#include <string>
#include <utility>
#include <variant>

namespace wst {

/// Why something could not be done: one sentence for people, without a final
/// full stop, naming the thing it happened to.
struct Error {
  std::string message;
  std::string uri = {};  ///< WAMP's name of it, where a client is told; else empty
};

template <typename T>
class Result {
 public:
  Result(T value) : state_(std::move(value)) {}
  Result(Error error) : state_(std::move(error)) {}

  [[nodiscard]] bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  /// Only when ok().
  T& value() & { return *held(); }
  [[nodiscard]] const T& value() const& { return *held(); }
  T&& value() && { return std::move(*held()); }
  T* operator->() { return held(); }
  const T* operator->() const { return held(); }

  /// Only when not ok().
  [[nodiscard]] const Error& error() const {
    assert(!ok());
    return *std::get_if<Error>(&state_);
  }

 private:
  T* held() {
    assert(ok());
    return std::get_if<T>(&state_);
  }
  [[nodiscard]] const T* held() const {
    assert(ok());
    return std::get_if<T>(&state_);
  }

  std::variant<T, Error> state_;
};

}  // namespace wst
