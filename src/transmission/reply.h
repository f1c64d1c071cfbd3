// Cuts what transmission-remote prints into answers and rows while it arrives.
//
// Knows both channels (JSON lines on stdout; `got response (len N):` frames on
// stderr) and only as much JSON as cutting needs: strings, escapes, depth.
#pragma once

#include <optional>
#include <string_view>

#include "base/result.h"
#include "transmission/answer_cutter.h"
#include "transmission/debug_stream.h"
#include "transmission/version.h"

namespace wst {

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
