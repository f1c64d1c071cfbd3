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
  }

  [[nodiscard]] std::uint64_t of(std::string_view text) const {
    std::uint64_t state = start_ ^ text.size();
    while (text.size() >= sizeof(std::uint64_t)) {
      state = mix(state, text);
      text.remove_prefix(sizeof(std::uint64_t));
    }
    return finish(mix(state, text));
  }

 private:
  static constexpr std::uint64_t odd = 0x9e3779b97f4a7c15;

  [[nodiscard]] std::uint64_t mix(std::uint64_t state, std::string_view text) const {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data(), text.size() < sizeof word ? text.size() : sizeof word);
    state = (std::rotl(state, 29) ^ word ^ key_) * odd;
    return state ^ (state >> 32);
  }

  static std::uint64_t finish(std::uint64_t state) {
    state = (state ^ (state >> 29)) * odd;
    return state ^ (state >> 32);
  }

  std::uint64_t key_ = 0;
  std::uint64_t start_ = 0;
};

}  // namespace wst
