#include "feed/done_hook.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <memory>
#include <utility>

#include "base/json.h"
#include "base/log.h"
#include "base/tail.h"
#include "transmission/sanitize.h"

namespace wst {

namespace {

constexpr std::size_t max_runs = 1000;
constexpr double deadline = 3600;
constexpr std::size_t max_last_words = 1024;
constexpr std::string_view prefix = "TR_TORRENT_";

std::string joined(const std::vector<std::string>& words, char separator) {
  std::string text;
  for (const std::string& word : words) {
    if (!text.empty()) text += separator;
    text += word;
  }
  return text;
}

std::vector<std::string> facts(const DoneTorrent& torrent) {
  const std::string begin(prefix);
  return {begin + "ID=" + std::to_string(torrent.id),
          begin + "HASH=" + torrent.hash,
          begin + "NAME=" + torrent.name,
          begin + "DIR=" + torrent.dir,
          begin + "LABELS=" + joined(torrent.labels, ','),
          begin + "BYTES_DOWNLOADED=" + json_number(torrent.bytes)};
}

}  // namespace

class DoneHook::Run final : private CommandListener {
 public:
  Run(DoneHook& hook, const DoneTorrent& torrent)
      : hook_(hook), name_(plain_text(torrent.name)), facts_(facts(torrent)) {}

  void begin() {
    Command command{.argv = hook_.argv_,
                    .environment = hook_.environment_,
                    .deadline = deadline,
                    .max_output = std::numeric_limits<std::size_t>::max()};
    std::ranges::move(facts_, std::back_inserter(command.environment));
    run_ = hook_.line_.run(command, *this);
  }

 private:
  void on_stdout(std::string_view /*bytes*/) override {}
  void on_stderr(std::string_view bytes) override { last_words_.append(bytes); }
  void on_exit(const Exit& exit) override { hook_.over(*this, failure(exit)); }

  [[nodiscard]] std::string failure(const Exit& exit) const {
    if (exit.success()) return {};
    const std::string words = plain_text(last_words_.text());
    return "--on-done for " + name_ + " failed: " + exit.reason +
           (words.empty() ? "" : "; it said: " + words);
  }

  DoneHook& hook_;
  const std::string name_;
  std::vector<std::string> facts_;
  Tail last_words_{max_last_words};
  std::unique_ptr<RunningCommand> run_;
};

DoneHook::DoneHook(std::vector<std::string> argv, const std::vector<std::string>& environment,
                   CommandRunner& runner)
    : argv_(std::move(argv)), line_(runner) {
  std::ranges::remove_copy_if(
      environment, std::back_inserter(environment_),
      [](const std::string& variable) { return variable.starts_with(prefix); });
}

// From the end: what waits must not get its turn meanwhile.
DoneHook::~DoneHook() {
  while (!runs_.empty()) runs_.pop_back();
}

void DoneHook::on_done(const DoneTorrent& torrent) {
  if (runs_.size() > max_runs) {
    return log_warning("--on-done is left out for " + plain_text(torrent.name) + ": " +
                       std::to_string(max_runs) + " wait already");
  }
  runs_.emplace_back(*this, torrent).begin();
}

void DoneHook::over(const Run& run, const std::string& failure) {
  if (!failure.empty()) log_warning(failure);
  runs_.remove_if([&run](const Run& each) { return &each == &run; });
}

}  // namespace wst
