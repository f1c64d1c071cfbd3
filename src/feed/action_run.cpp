#include "feed/action_run.h"

#include <utility>

#include "feed/answers.h"
#include "transmission/commands.h"
#include "transmission/envelope.h"
#include "transmission/sanitize.h"

namespace wst {

namespace {

std::string text_at(JsonView object, std::string_view key) {
  return std::string(member(object, key).string().value_or(""));
}

std::optional<AddedTorrent> added_in(JsonView body) {
  for (const bool duplicate : {false, true}) {
    const JsonView torrent = member(body, duplicate ? "torrentDuplicate" : "torrentAdded");
    if (!torrent.is_object()) continue;
    return AddedTorrent{member(torrent, "id").integer().value_or(0), text_at(torrent, "hashString"),
                        text_at(torrent, "name"), duplicate};
  }
  return std::nullopt;
}

constexpr std::size_t max_printed = 16u << 10;

}  // namespace

// Old versions add in two steps: the answer to the second tells nothing.
void ActionReply::on_answer(JsonView envelope) {
  answered_ = true;
  if (!refusal_) refusal_ = answer_refusal(envelope);
  if (!added_) added_ = added_in(answer_body(envelope));
}

ActionRun::ActionRun(const Feed& feed, CommandRunner& runner, Step step, OnEnd on_end)
    : remote_(feed.options().remote),
      channel_(feed.client()->channel()),
      hides_errors_(feed.client()->hides_network_errors()),
      step_(std::move(step)),
      on_end_(std::move(on_end)),
      reader_(channel_, reply_),
      printed_(max_printed),
      run_(runner.run({.argv = call_command(remote_, channel_, step_.words),
                       .environment = feed.options().environment,
                       .deadline = feed.options().deadline,
                       .max_output = feed.options().max_output},
                      *this)) {}

// The debug stream is both: answers, and why there are none.
void ActionRun::take(std::string_view bytes, Channel stream) {
  if (stream == channel_) reader_.feed(bytes);
  if (stream != channel_ || stream == Channel::debug_on_stderr) printed_.append(bytes);
}

void ActionRun::on_exit(const Exit& exit) {
  const OnEnd on_end = on_end_;  // it may destroy us, and with us itself
  on_end(end(exit));
}

StepEnd ActionRun::end(const Exit& exit) {
  const std::optional<Error> garbled = reader_.finish();
  if (const auto& refusal = reply_.refusal()) return {.error = refused_with(*refusal)};
  if (!exit.success()) return failed_exit(exit);
  if (garbled) return useless_answer(*garbled);
  if (step_.adds && !reply_.added()) return useless_answer({"it does not name what was added"});
  // Newer versions answer some requests with nothing, and say nothing else then.
  if (!reply_.answered() && !telling_lines(printed_.text()).empty()) {
    return useless_answer({"there is none"});
  }
  return {.added = reply_.added()};
}

StepEnd ActionRun::failed_exit(const Exit& exit) const {
  const Diagnosis trouble = diagnose(remote_, exit, printed_.text());
  if (exit.kind == Exit::Kind::timed_out) return {.error = timed_out(trouble), .timed_out = true};
  const bool silent = exit.kind == Exit::Kind::exited && printed_.text().empty();
  return {.error = source_failed(trouble), .unexplained = silent && hides_errors_};
}

StepEnd ActionRun::useless_answer(const Error& why) const {
  return {.error = source_failed(diagnose_answer(remote_, why, printed_.text()))};
}

}  // namespace wst
