// Cuts what transmission-remote prints into answers and rows while it arrives.
//
// Knows both channels: JSON lines on stdout, or frames among curl's chatter on stderr.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "transmission/answer_cutter.h"
#include "transmission/version.h"

namespace wst {

/// Finds the answers in what `--debug` writes to stderr: a line `got response (len N):`, a line
/// of dashes, then exactly N bytes. The rest, which holds credentials, is passed over and never
/// kept.
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

class ReplyReader {
 public:
  /// `sink` outlives the reader.
  ReplyReader(Channel channel, ReplySink& sink);
  ReplyReader(const ReplyReader&) = delete;
  ReplyReader& operator=(const ReplyReader&) = delete;

  /// Bytes of the channel's stream, in pieces of any size. After the first
  /// malformed byte everything is ignored and finish() tells.
  void feed(std::string_view bytes);

  /// The stream is over: why what came was not whole answers, if so.
  [[nodiscard]] std::optional<Error> finish();

 private:
  Channel channel_;
  AnswerCutter cutter_;
  DebugStream debug_{cutter_};
};

}  // namespace wst
