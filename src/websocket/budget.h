// So many bytes that those who need them share.
#pragma once

#include <cstddef>
#include <utility>

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

}  // namespace wst
