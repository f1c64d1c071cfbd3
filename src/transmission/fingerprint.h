// A text's 64-bit fingerprint, keyed so that nobody can prepare two alike.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <random>
#include <string_view>

namespace wst {

class Fingerprinter {
 public:
  Fingerprinter() {
    std::random_device random;
    for (std::uint64_t* half : {&key_, &start_}) *half = (std::uint64_t{random()} << 32) | random();
    key_ |= 1;
  }

  [[nodiscard]] std::uint64_t of(std::string_view text) const {
    std::uint64_t state = start_ ^ text.size();
    while (text.size() >= sizeof(std::uint64_t)) {
      state = mix(state, text);
      text.remove_prefix(sizeof(std::uint64_t));
    }
    return fold(text.empty() ? state : mix(state, text));
  }

 private:
  __extension__ using Wide = unsigned __int128;

  [[nodiscard]] std::uint64_t mix(std::uint64_t state, std::string_view text) const {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data(), text.size() < sizeof word ? text.size() : sizeof word);
    return fold(std::rotl(state, 29) ^ word);
  }

  // Both halves of the product with a secret: which bits of the next word would
  // undo a change of this one, only who knows the key can tell.
  [[nodiscard]] std::uint64_t fold(std::uint64_t state) const {
    const Wide product = static_cast<Wide>(state) * key_;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
  }

  std::uint64_t key_ = 0;
  std::uint64_t start_ = 0;
};

}  // namespace wst
