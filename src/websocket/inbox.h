// A WebSocket's message on its way in: kept, as far as it may be, and of one that may not what its
// sender can be answered by. Large ones share so many bytes.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "base/salvage.h"

namespace wst {

/// Outlives its shares.
class Budget {
 public:
  explicit Budget(std::size_t most) : left_(most) {}
  Budget(const Budget&) = delete;
  Budget& operator=(const Budget&) = delete;

  /// What one of them holds; given back with it.
  class Share {
   public:
    explicit Share(Budget& budget) : budget_(budget) {}
    ~Share() { give_back(); }
    Share(const Share&) = delete;
    Share& operator=(const Share&) = delete;

    /// False, and nothing changes, if there is not as much left.
    bool take(std::size_t bytes) {
      if (bytes > budget_.left_) return false;
      budget_.left_ -= bytes;
      held_ += bytes;
      return true;
    }
    void give_back() { budget_.left_ += std::exchange(held_, 0); }

   private:
    Budget& budget_;
    std::size_t held_ = 0;
  };

 private:
  std::size_t left_;
};

class Inbox {
 public:
  /// `most`: bytes of a message. `budget` is shared by all large ones that are under way.
  Inbox(std::size_t most, Budget& budget) : most_(most), share_(budget) {}

  /// More of the message.
  void take(std::string_view bytes);
  /// Why it cannot be taken, if so.
  [[nodiscard]] const std::optional<Error>& flaw() const { return flaw_; }
  /// Of one with a flaw: nobody can say what it asks for.
  [[nodiscard]] bool is_hopeless() const;
  [[nodiscard]] std::string_view begin() const { return begin_; }
  [[nodiscard]] std::string members() const { return salvage_ ? salvage_->object() : "{}"; }
  /// The whole of one without; the next begins.
  std::string message();
  /// The next begins.
  void clear();

 private:
  std::size_t most_;
  Budget::Share share_;
  std::string text_;
  std::string begin_;
  std::size_t size_ = 0;
  std::optional<Salvage> salvage_;  ///< of a large one
  std::optional<Error> flaw_;
};

}  // namespace wst
