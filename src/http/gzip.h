// Answers made smaller for those who take them so.
#pragma once

#include <ev++.h>

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "http/http.h"

namespace wst {

/// Whether an Accept-Encoding names gzip, other than with a weight of 0 (RFC 9110, 12.5.3).
bool accepts_gzip(std::string_view accept_encoding);
/// At once: for what is small, or made before anybody waits. Null where it saves nothing.
std::shared_ptr<const std::string> gzip(const std::string& bytes);

/// Compresses answers a slice per turn of the loop: the list of 30,000 torrents
/// takes 100 ms, in which nobody else would be served. An answer that several
/// wait for is compressed once. Not movable: the loop knows it.
class Compressor {
 public:
  explicit Compressor(ev::loop_ref loop);
  ~Compressor();
  Compressor(const Compressor&) = delete;
  Compressor& operator=(const Compressor&) = delete;

  /// Tells `respond` the response, compressed if that is wanted and worth it: at
  /// once or later.
  void pass(HttpResponse response, std::string_view accept_encoding, const Respond& respond);

 private:
  struct Job;
  struct Known {
    std::weak_ptr<const std::string> plain;
    std::shared_ptr<const std::string> zipped;
  };

  [[nodiscard]] std::shared_ptr<const std::string> find(
      const std::shared_ptr<const std::string>& plain) const;
  void on_turn() noexcept;
  void finish(Job& job);

  std::deque<std::unique_ptr<Job>> jobs_;
  std::vector<Known> known_;
  ev::timer turn_;
};

}  // namespace wst
