#include "transmission/reply.h"

namespace wst {

ReplyReader::ReplyReader(Channel channel, ReplySink& sink) : channel_(channel), cutter_(sink) {}

void ReplyReader::feed(std::string_view bytes) {
  if (channel_ == Channel::json_on_stdout) return cutter_.feed(bytes);
  debug_.feed(bytes);
}

std::optional<Error> ReplyReader::finish() {
  if (channel_ == Channel::debug_on_stderr) debug_.end_of_input();
  cutter_.end_of_input();
  if (auto failure = cutter_.failure()) return Error{*failure};
  return std::nullopt;
}

}  // namespace wst
