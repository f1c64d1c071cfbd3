#include "feed/feed.h"

#include <algorithm>
#include <utility>

#include "base/log.h"

namespace wst {

namespace {

// Enough for any sentence of transmission-remote's, and for a --debug stream.
constexpr std::size_t max_printed = 16u << 10;
constexpr double stale_after_intervals = 3;
constexpr std::int64_t seconds_to_read = 10;
// Seconds for which a version that was told is believed.
constexpr double shortest_trust = 30;
constexpr double longest_trust = 300;

std::vector<std::string> torrent_column_names() {
  const auto columns = torrent_columns();
  return {columns.begin(), columns.end()};
}

}  // namespace

Feed::Feed(FeedOptions options, CommandRunner& runner, Timer& timer, Clock clock)
    : options_(std::move(options)),
      runner_(runner),
      timer_(timer),
      clock_(std::move(clock)),
      table_(torrent_column_names(), torrent_identity_column(), options_.epoch),
      reader_(options_.max_torrents) {}

void Feed::watch() {
  if (watchers_++ > 0 || stopped_) return;
  tell(&FeedObserver::on_change);  // frames made before the pause tell an old time
  set_pace();
  tick();
}

void Feed::unwatch() {
  if (--watchers_ == 0 && !stopped_) set_pace();
}

void Feed::keep_sampling(double every) {
  every_unwatched_ = every;
  if (watchers_ > 0 || stopped_) return;
  set_pace();
  if (every > 0) tick();
}

void Feed::set_pace() {
  const double every = watchers_ > 0 ? options_.interval : every_unwatched_;
  every > 0 ? timer_.start(every, every) : timer_.stop();
}

void Feed::stop() {
  stopped_ = true;
  timer_.stop();
  run_.reset();
  waiting_.clear();
  afresh_.clear();
}

void Feed::tick() {
  if (stopped_) return;
  if (stage_ != Stage::idle) {
    notice_staleness();
  } else {
    start(probe_is_due() ? Stage::probe : Stage::sample);
  }
}

void Feed::sample_once(std::function<void()> done) {
  waiting_.push_back(std::move(done));
  if (stage_ == Stage::idle) tick();
}

void Feed::sample_afresh(std::function<void()> done) {
  afresh_.push_back(std::move(done));
  if (stage_ == Stage::idle) tick();
}

void Feed::start(Stage stage) {
  stage_ = stage;
  printed_.clear();
  if (stage != Stage::diagnosis) {
    for (auto& done : std::exchange(afresh_, {})) waiting_.push_back(std::move(done));
  }
  if (stage == Stage::probe) {
    probe_began_ = clock_();
    installed_ = options_.installed();
  }
  if (stage == Stage::sample) {
    questions_ = interests_.next_questions(full_is_due());
    reader_.begin(client_->channel(), questions_.full);
  }
  run_ = runner_.run({.argv = command_line(),
                      .environment = options_.environment,
                      .deadline = options_.deadline,
                      .max_output = options_.max_output},
                     *this);
}

bool Feed::full_is_due() const {
  const double age = last_full_ ? clock_() - *last_full_ : options_.full_every;
  return age < 0 || age >= options_.full_every;  // below 0: the clock was set back
}

std::vector<std::string> Feed::command_line() const {
  if (stage_ == Stage::probe) return version_command(options_.source);
  if (stage_ == Stage::diagnosis) return diagnosis_command(options_.source);
  return sample_command(options_.source, client_->channel(), questions_);
}

void Feed::on_stdout(std::string_view bytes) {
  const bool answers = stage_ == Stage::sample && client_->channel() == Channel::json_on_stdout;
  answers ? reader_.feed(bytes) : keep_printed(bytes);
}

void Feed::on_stderr(std::string_view bytes) {
  const bool answers = stage_ == Stage::sample && client_->channel() == Channel::debug_on_stderr;
  if (answers) reader_.feed(bytes);
  keep_printed(bytes);
}

// The reason stands at the end of a stream, so its end is what is kept.
void Feed::keep_printed(std::string_view bytes) {
  printed_.append(bytes.substr(bytes.size() - std::min(bytes.size(), max_printed)));
  if (printed_.size() > max_printed) printed_.erase(0, printed_.size() - max_printed);
}

void Feed::on_exit(const Exit& exit) {
  const auto ended = std::move(run_);
  if (stage_ == Stage::probe) return probed(exit);
  if (stage_ == Stage::sample) return sampled(exit);
  fail(diagnose(options_.source, failed_exit_, printed_));
}

// It may be upgraded, or on another machine, at any time. Where asking takes long it is asked less
// often.
bool Feed::probe_is_due() const {
  return !client_ || !probe_due_ || clock_() >= *probe_due_ || options_.installed() != installed_;
}

void Feed::probed(const Exit& exit) {
  const std::string before = client_ ? client_->text : "";
  client_ = exit.success() ? parse_version(printed_) : std::nullopt;
  if (!client_) return fail(diagnose(options_.source, exit, printed_));
  const double taken = clock_() - probe_began_;
  probe_due_ = clock_() + std::clamp(taken * 100, shortest_trust, longest_trust);
  if (client_->text != before) {
    last_full_.reset();
    reader_.forget();
    if (!before.empty()) ++status_version_;
  }
  start(Stage::sample);
}

void Feed::sampled(const Exit& exit) {
  if (!exit.success()) {
    const bool silent = exit.kind == Exit::Kind::exited && printed_.empty();
    if (!silent || !client_->hides_network_errors()) {
      return fail(diagnose(options_.source, exit, printed_));
    }
    failed_exit_ = exit;
    return start(Stage::diagnosis);
  }
  auto sample = reader_.finish();
  if (sample) return accept(std::move(sample).value());
  fail(diagnose_answer(options_.source, sample.error(), printed_));
}

void Feed::accept(Sample sample) {
  const bool whole_list_needed = !sample.full && needs_full(sample);
  if (restarted(sample.statistics)) probe_due_.reset();  // its package may have been upgraded
  statistics_ = sample.statistics;
  if (whole_list_needed) return resample_fully();
  if (not_read_yet(sample)) return finish_run();

  const std::size_t unreadable_before = unreadable();
  if (sample.full) {
    last_full_ = clock_();
    nameless_ = sample.nameless;
  }
  TableChange change{std::move(sample.changed), std::move(sample.removed), std::nullopt};
  if (sample.full) change.only = std::move(sample.seen);
  if (table_.apply(change)) note_unreadable();
  if (unreadable() != unreadable_before) ++status_version_;
  status_.last_good = clock_();
  if (sample.settings) settings_at_ = status_.last_good;
  interests_.take(sample);
  set_status(FeedState::ok, {});
  tell(&FeedObserver::on_sample);
  finish_run();
}

// Without a full sample an unknown id has no hash, and after a restart of the
// daemon a known id may mean another torrent.
bool Feed::needs_full(const Sample& sample) const {
  return restarted(sample.statistics) || miscounted(sample) ||
         std::any_of(sample.seen.begin(), sample.seen.end(),
                     [&](std::int64_t id) { return !table_.contains(id); }) ||
         std::any_of(sample.changed.begin(), sample.changed.end(),
                     [&](const Row& row) { return is_another(row); });
}

void Feed::note_unreadable() {
  for (const auto id : table_.news().gone) unreadable_.erase(id);
  for (const auto id : table_.news().changed) {
    const bool is_flawed = table_.field(id, torrent_unreadable_column()).has_value();
    is_flawed ? void(unreadable_.insert(id)) : void(unreadable_.erase(id));
  }
}

// A restart within the first second of both lives shows in nothing else.
bool Feed::is_another(const Row& row) const {
  return std::any_of(row.cells.begin(), row.cells.end(), [&](const Cell& cell) {
    const bool tells =
        cell.column == torrent_name_column() || cell.column == torrent_identity_column();
    return tells && table_.field(row.id, cell.column) != cell.json;
  });
}

bool Feed::miscounted(const Sample& sample) const {
  if (!sample.statistics.torrent_count) return false;
  const auto gone = std::count_if(sample.removed.begin(), sample.removed.end(),
                                  [&](std::int64_t id) { return table_.contains(id); });
  return *sample.statistics.torrent_count + gone !=
         static_cast<std::int64_t>(table_.size() + nameless_);
}

// A daemon that starts answers before it has read its torrents: one empty list
// where there was another is not believed, nor any in its first seconds.
bool Feed::not_read_yet(const Sample& sample) {
  const bool emptied = sample.full && sample.seen.empty() && table_.size() > 0;
  const bool again = std::exchange(was_empty_, emptied);
  return emptied && (!again || sample.statistics.current.seconds_active < seconds_to_read);
}

bool Feed::restarted(const SessionStatistics& statistics) const {
  return statistics_ &&
         (statistics.current.seconds_active < statistics_->current.seconds_active ||
          statistics.cumulative.session_count != statistics_->cumulative.session_count);
}

void Feed::resample_fully() {
  reader_.forget();
  last_full_.reset();
  start(probe_is_due() ? Stage::probe : Stage::sample);
}

// The client may have been upgraded and the daemon restarted when it comes
// back: both are asked anew then.
void Feed::fail(const Diagnosis& trouble) {
  client_.reset();
  last_full_.reset();
  reader_.forget();
  set_status(FeedState::failing, trouble);
  finish_run();
}

void Feed::finish_run() {
  stage_ = Stage::idle;
  ++runs_;
  const auto told = std::exchange(waiting_, {});
  tell(&FeedObserver::on_change);
  for (const auto& done : told) done();
  if (!afresh_.empty() && stage_ == Stage::idle) tick();
}

void Feed::set_status(FeedState state, const Diagnosis& trouble) {
  if (client_) status_.client_version = client_->text;
  if (state == status_.state && trouble == status_.trouble) return;
  if (state == FeedState::ok && status_.state != FeedState::stale) {
    log_info("transmission at " + options_.source.host + " answers");
  }
  if (state == FeedState::failing) {
    log_warning(trouble.hint.empty() ? trouble.reason : trouble.reason + ". " + trouble.hint);
  }
  status_.state = state;
  status_.trouble = trouble;
  ++status_version_;
}

void Feed::notice_staleness() {
  if (status_.state != FeedState::ok) return;
  const double age = clock_() - status_.last_good.value_or(0);
  if (age >= 0 && age < stale_after_intervals * options_.interval) return;
  set_status(FeedState::stale,
             {"transmission-remote has not answered yet; this is what it said last", ""});
  tell(&FeedObserver::on_change);
}

// One that is told may take out itself or another.
void Feed::tell(void (FeedObserver::*what)()) {
  for (FeedObserver* observer : std::vector(observers_)) {
    const bool is_there =
        std::find(observers_.begin(), observers_.end(), observer) != observers_.end();
    if (is_there) (observer->*what)();
  }
}

}  // namespace wst
