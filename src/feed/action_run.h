// One run of transmission-remote that does something: what its answers say (what was added, or why
// the daemon refused), and what came of it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/tail.h"
#include "feed/feed.h"
#include "process/command_runner.h"
#include "process/metainfo_store.h"
#include "transmission/reply.h"

namespace wst {

struct AddedTorrent {
  std::int64_t id = 0;
  std::string hash;
  std::string name;
  bool duplicate = false;  ///< it was there before
};

class ActionReply final : public ReplySink {
 public:
  /// In the daemon's own words; nothing if it did not refuse.
  [[nodiscard]] const std::optional<std::string>& refusal() const { return refusal_; }
  [[nodiscard]] const std::optional<AddedTorrent>& added() const { return added_; }
  [[nodiscard]] bool answered() const { return answered_; }

 private:
  void on_row(std::string_view /*text*/) override {}
  void on_broken_row(std::string_view /*object*/, const std::string& /*why*/) override {}
  [[nodiscard]] std::size_t longest_row() const override { return 0; }
  void on_answer(JsonView envelope) override;

  std::optional<std::string> refusal_;
  std::optional<AddedTorrent> added_;
  bool answered_ = false;
};

/// How one step of a call ended.
struct StepEnd {
  std::optional<Error> error = {};
  std::optional<AddedTorrent> added = {};
  bool unexplained = false;  ///< it failed and nothing was printed: a sample may say more
  bool timed_out = false;
};

/// What a step is made of.
struct Step {
  std::vector<std::string> words;  ///< behind HOST, channel and credentials
  bool adds = false;               ///< the answer has to name what was added
  std::unique_ptr<KeptFile> file;  ///< that the words name; goes with the run
};

class ActionRun final : private CommandListener {
 public:
  using OnEnd = std::function<void(const StepEnd&)>;

  /// Runs at once, in the way `feed` samples; its client is known. `on_end` is
  /// told from the loop and may destroy this; nothing is told after that.
  ActionRun(const Feed& feed, CommandRunner& runner, Step step, OnEnd on_end);
  ActionRun(const ActionRun&) = delete;
  ActionRun& operator=(const ActionRun&) = delete;

 private:
  void on_stdout(std::string_view bytes) override { take(bytes, Channel::json_on_stdout); }
  void on_stderr(std::string_view bytes) override { take(bytes, Channel::debug_on_stderr); }
  void on_exit(const Exit& exit) override;

  void take(std::string_view bytes, Channel stream);
  [[nodiscard]] StepEnd end(const Exit& exit);
  [[nodiscard]] StepEnd failed_exit(const Exit& exit) const;
  [[nodiscard]] StepEnd useless_answer(const Error& why) const;

  const Remote remote_;
  const Channel channel_;
  const bool hides_errors_;
  const Step step_;
  const OnEnd on_end_;
  ActionReply reply_;
  ReplyReader reader_;
  Tail printed_;
  std::unique_ptr<RunningCommand> run_;
};

}  // namespace wst
