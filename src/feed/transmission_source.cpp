#include "feed/transmission_source.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "transmission/diagnosis.h"

namespace wst {

namespace {

// Enough for any sentence of transmission-remote's, and for a --debug stream.
constexpr std::size_t max_printed = 16u << 10;
constexpr std::int64_t seconds_to_read = 10;
// Seconds for which a version that was told is believed.
constexpr double shortest_trust = 30;
constexpr double longest_trust = 300;

std::vector<std::string> torrent_column_names() {
  const auto columns = torrent_columns();
  return {columns.begin(), columns.end()};
}

}  // namespace

TransmissionSource::TransmissionSource(FeedOptions options, Clock clock)
    : options_(std::move(options)),
      clock_(std::move(clock)),
      table_(torrent_column_names(), torrent_identity_column(), options_.epoch),
      reader_(options_.max_torrents),
      printed_(max_printed) {}

std::string TransmissionSource::name() const { return "transmission at " + options_.remote.host; }

Diagnosis TransmissionSource::silence() const {
  return {"transmission-remote has not answered yet; this is what it said last", ""};
}

// ---- what is asked ----

Command TransmissionSource::begin() {
  const Stage usual = probe_is_due() ? Stage::probe : Stage::sample;
  set_stage(std::exchange(next_, std::nullopt).value_or(usual));
  return {.argv = command_line(),
          .environment = options_.environment,
          .deadline = options_.deadline,
          .max_output = options_.max_output};
}

void TransmissionSource::set_stage(Stage stage) {
  stage_ = stage;
  printed_ = Tail(max_printed);
  if (stage == Stage::probe) {
    probe_began_ = clock_();
    installed_ = options_.installed();
  }
  if (stage == Stage::sample) {
    questions_ = interests_.next_questions(full_is_due());
    reader_.begin(client_->channel(), questions_.full);
  }
}

bool TransmissionSource::full_is_due() const {
  const double age = last_full_ ? clock_() - *last_full_ : options_.full_every;
  return age < 0 || age >= options_.full_every;  // below 0: the clock was set back
}

std::vector<std::string> TransmissionSource::command_line() const {
  if (stage_ == Stage::probe) return version_command(options_.remote);
  if (stage_ == Stage::diagnosis) return diagnosis_command(options_.remote);
  return sample_command(options_.remote, client_->channel(), questions_);
}

void TransmissionSource::on_stdout(std::string_view bytes) {
  const bool answers = stage_ == Stage::sample && client_->channel() == Channel::json_on_stdout;
  answers ? reader_.feed(bytes) : printed_.append(bytes);
}

void TransmissionSource::on_stderr(std::string_view bytes) {
  const bool answers = stage_ == Stage::sample && client_->channel() == Channel::debug_on_stderr;
  if (answers) reader_.feed(bytes);
  printed_.append(bytes);
}

// ---- what that comes to ----

Progress TransmissionSource::on_exit(const Exit& exit) {
  if (stage_ == Stage::probe) return probed(exit);
  if (stage_ == Stage::sample) return sampled(exit);
  return fail(diagnose(options_.remote, failed_exit_, printed_.text()));
}

// It may be upgraded, or on another machine, at any time. Where asking takes long it is asked less
// often.
bool TransmissionSource::probe_is_due() const {
  return !client_ || !probe_due_ || clock_() >= *probe_due_ || options_.installed() != installed_;
}

Progress TransmissionSource::probed(const Exit& exit) {
  const std::string before = client_ ? client_->text : "";
  client_ = exit.success() ? parse_version(printed_.text()) : std::nullopt;
  if (!client_) return fail(diagnose(options_.remote, exit, printed_.text()));
  const double taken = clock_() - probe_began_;
  probe_due_ = clock_() + std::clamp(taken * 100, shortest_trust, longest_trust);
  if (client_->text != before) {
    last_full_.reset();
    reader_.forget();
  }
  const std::string known = std::exchange(client_version_, client_->text);
  if (!known.empty() && known != client_version_) ++notes_version_;
  next_ = Stage::sample;
  return {Progress::Kind::again};
}

Progress TransmissionSource::sampled(const Exit& exit) {
  if (!exit.success()) {
    const bool silent = exit.kind == Exit::Kind::exited && printed_.text().empty();
    if (!silent || !client_->hides_network_errors()) {
      return fail(diagnose(options_.remote, exit, printed_.text()));
    }
    failed_exit_ = exit;
    next_ = Stage::diagnosis;
    return {Progress::Kind::explain};
  }
  auto sample = reader_.finish();
  if (sample) return accept(std::move(sample).value());
  return fail(diagnose_answer(options_.remote, sample.error(), printed_.text()));
}

// The danger: a sample can be whole, valid JSON, and not true. After a restart of the daemon ids
// begin anew, so that a row of the active torrents would be put into another one's; a daemon that
// is still reading its torrents tells an empty list, which would remove them all from every page; a
// torrent that was added and removed between two samples shows in a count alone. So what was
// sampled is believed only if the same daemon is still living, each id is known and has its name
// and hash, and the numbers agree. If not, nothing of it is taken, and everything is asked for.
Progress TransmissionSource::accept(Sample sample) {
  const bool whole_list_needed = !sample.full && needs_full(sample);
  if (restarted(sample.statistics)) probe_due_.reset();  // its package may have been upgraded
  statistics_ = sample.statistics;
  if (whole_list_needed) return resample_fully();
  if (not_read_yet(sample)) return {Progress::Kind::nothing};
  take(sample);
  return {Progress::Kind::sampled};
}

void TransmissionSource::take(Sample& sample) {
  const std::size_t unreadable_before = unreadable();
  if (sample.full) {
    last_full_ = clock_();
    nameless_ = sample.nameless;
  }
  sampled_settings_ = sample.settings.has_value();
  if (sampled_settings_) settings_at_ = clock_();
  TableChange change{std::move(sample.changed), std::move(sample.removed), std::nullopt};
  if (sample.full) change.only = std::move(sample.seen);
  if (table_.apply(change)) note_unreadable();
  if (unreadable() != unreadable_before) ++notes_version_;
  interests_.take(sample);
}

// Without a full sample an unknown id has no hash, and after a restart of the
// daemon a known id may mean another torrent.
bool TransmissionSource::needs_full(const Sample& sample) const {
  return restarted(sample.statistics) || miscounted(sample) ||
         std::any_of(sample.seen.begin(), sample.seen.end(),
                     [&](std::int64_t id) { return !table_.contains(id); }) ||
         std::any_of(sample.changed.begin(), sample.changed.end(),
                     [&](const Row& row) { return is_another(row); });
}

void TransmissionSource::note_unreadable() {
  for (const auto id : table_.news().gone) unreadable_.erase(id);
  for (const auto id : table_.news().changed) {
    const bool is_flawed = table_.field(id, torrent_unreadable_column()).has_value();
    is_flawed ? void(unreadable_.insert(id)) : void(unreadable_.erase(id));
  }
}

// A restart within the first second of both lives shows in nothing else.
bool TransmissionSource::is_another(const Row& row) const {
  return std::any_of(row.cells.begin(), row.cells.end(), [&](const Cell& cell) {
    const bool tells =
        cell.column == torrent_name_column() || cell.column == torrent_identity_column();
    return tells && table_.field(row.id, cell.column) != cell.json;
  });
}

bool TransmissionSource::miscounted(const Sample& sample) const {
  if (!sample.statistics.torrent_count) return false;
  const auto gone = std::count_if(sample.removed.begin(), sample.removed.end(),
                                  [&](std::int64_t id) { return table_.contains(id); });
  return *sample.statistics.torrent_count + gone !=
         static_cast<std::int64_t>(table_.size() + nameless_);
}

// A daemon that starts answers before it has read its torrents: one empty list
// where there was another is not believed, nor any in its first seconds.
bool TransmissionSource::not_read_yet(const Sample& sample) {
  const bool emptied = sample.full && sample.seen.empty() && table_.size() > 0;
  const bool again = std::exchange(was_empty_, emptied);
  return emptied && (!again || sample.statistics.current.seconds_active < seconds_to_read);
}

bool TransmissionSource::restarted(const SessionStatistics& statistics) const {
  return statistics_ &&
         (statistics.current.seconds_active < statistics_->current.seconds_active ||
          statistics.cumulative.session_count != statistics_->cumulative.session_count);
}

Progress TransmissionSource::resample_fully() {
  reader_.forget();
  last_full_.reset();
  return {Progress::Kind::again};
}

// The client may have been upgraded and the daemon restarted when it comes
// back: both are asked anew then.
Progress TransmissionSource::fail(Diagnosis trouble) {
  client_.reset();
  last_full_.reset();
  reader_.forget();
  return {Progress::Kind::failed, std::move(trouble)};
}

}  // namespace wst
