#include "transmission/reply.h"

#include <algorithm>
#include <optional>

#include "base/number.h"

namespace wst {

namespace {

constexpr std::size_t max_line = 64;  // enough to know the lines that matter

std::optional<std::size_t> announced_length(std::string_view line) {
  constexpr std::string_view before = "got response (len ";
  constexpr std::string_view after = "):";
  if (!line.starts_with(before) || !line.ends_with(after)) return std::nullopt;
  line = line.substr(before.size(), line.size() - before.size() - after.size());
  return whole_number<std::size_t>(line);
}

bool is_dashes(std::string_view line) {
  return !line.empty() && line.find_first_not_of('-') == std::string_view::npos;
}

}  // namespace

void DebugStream::feed(std::string_view bytes) {
  while (!bytes.empty()) {
    bytes.remove_prefix(missing_ > 0 ? take_payload(bytes) : take_line(bytes));
  }
}

void DebugStream::end_of_input() {
  if (missing_ > 0 || dashes_expected_) cutter_.fail("the answer ends in the middle");
}

std::size_t DebugStream::take_payload(std::string_view bytes) {
  std::size_t taken = std::min(missing_, bytes.size());
  cutter_.feed(bytes.substr(0, taken));
  missing_ -= taken;
  if (missing_ == 0) cutter_.end_of_input();
  return taken;
}

std::size_t DebugStream::take_line(std::string_view bytes) {
  std::size_t end = bytes.find('\n');
  std::string_view part = bytes.substr(0, end);
  line_ += part.substr(0, max_line - line_.size());
  if (end == std::string_view::npos) return bytes.size();
  end_line();
  return end + 1;
}

void DebugStream::end_line() {
  if (dashes_expected_) {
    dashes_expected_ = false;
    missing_ = is_dashes(line_) ? announced_ : 0;
  } else if (std::optional<std::size_t> length = announced_length(line_)) {
    announced_ = *length;
    dashes_expected_ = true;
  }
  line_.clear();
}

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
