// Finds the answers in what `--debug` writes to stderr: a line
// `got response (len N):`, a line of dashes, then exactly N bytes. The rest,
// which holds credentials, is passed over and never kept.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "transmission/answer_cutter.h"

namespace wst {

class DebugStream {
 public:
  /// `cutter` outlives the stream.
  explicit DebugStream(AnswerCutter& cutter) : cutter_(cutter) {}

  void feed(std::string_view bytes);
  void end_of_input();

 private:
  [[nodiscard]] std::size_t take_payload(std::string_view bytes);
  [[nodiscard]] std::size_t take_line(std::string_view bytes);
  void end_line();

  AnswerCutter& cutter_;
  std::string line_;           ///< the beginning of the line we are in
  std::size_t announced_ = 0;  ///< bytes that follow the line of dashes
  std::size_t missing_ = 0;    ///< bytes of the answer we are in
  bool dashes_expected_ = false;
};

}  // namespace wst
