#include "transmission/details_stream.h"

#include <algorithm>

#include "transmission/envelope.h"
#include "transmission/json_repair.h"

namespace wst {

namespace {

constexpr std::size_t longest_element = std::size_t{1} << 20;
constexpr std::size_t most_bytes_beside = 40;  // "wanted" and "priority", brace and comma

const std::string& text_at(const std::vector<std::string>& texts, std::size_t index,
                           const std::string& otherwise) {
  return index < texts.size() ? texts[index] : otherwise;
}

}  // namespace

void DetailsStream::feed(std::string_view bytes) { cutter_->feed(bytes); }

std::size_t DetailsStream::longest_row() const { return longest_element; }

void DetailsStream::on_row(std::string_view text) {
  const auto list = detail_list(cutter_->member());
  list ? take(*list, text) : take_choice(text);
}

void DetailsStream::on_broken_row(std::string_view, const std::string&) { is_garbled_ = true; }

void DetailsStream::take(DetailList list, std::string_view text) {
  auto& [elements, count] = lists_[static_cast<std::size_t>(list)];
  if (++count > most_of(list)) return;
  if (elements.size() < count) elements.emplace_back();
  Element& element = elements[count - 1];
  const auto fingerprint = fingerprinter_.of(text);
  if (element.fingerprint == fingerprint && !element.text.empty()) return;
  const auto json = Json::parse(repair_json(text));
  if (!json) return void(is_garbled_ = true);
  element = {fingerprint, element_text(list, json->view())};
}

void DetailsStream::take_choice(std::string_view text) {
  const auto key = key_hash(cutter_->member());
  const bool is_wanted = key == key_hash("wanted");
  if (!is_wanted && key != key_hash("priorities")) return;
  auto& choices = is_wanted ? wanted_ : priorities_;
  if (choices.size() == most_of(DetailList::files)) return;
  const auto json = Json::parse(text);
  if (!json) return void(is_garbled_ = true);
  choices.push_back(is_wanted ? wanted_text(json->view()) : priority_text(json->view()));
}

std::optional<TorrentDetails> DetailsStream::finish(std::int64_t piece_size) {
  const auto rest = is_garbled_ ? std::nullopt : Json::parse(rest_);
  std::optional<TorrentDetails> details;
  if (rest) details = read_details(rest->view(), piece_size);
  if (details && *details == TorrentDetails()) details.reset();
  if (details) {
    if (!details->files.empty()) details->files = text_of(DetailList::files, details->file_cut);
    if (!details->peers.empty()) details->peers = text_of(DetailList::peers, details->peer_cut);
    if (!details->trackers.empty()) {
      details->trackers = text_of(DetailList::trackers, details->tracker_cut);
    }
  }
  begin_next();
  return details;
}

std::string DetailsStream::text_of(DetailList list, Cut& cut) const {
  const auto& [elements, count] = lists_[static_cast<std::size_t>(list)];
  cut = {std::min(count, most_of(list)), count};
  std::size_t bytes = 0;
  for (const Element& element : elements) bytes += element.text.size() + most_bytes_beside;
  std::string text;
  text.reserve(bytes);
  text += '[';
  for (std::size_t i = 0; i < cut.shown; ++i) {
    if (i > 0) text += ',';
    text += elements[i].text;
    if (list == DetailList::files) {
      append_choice(text, text_at(wanted_, i, wanted_text({})),
                    text_at(priorities_, i, priority_text({})));
    }
    text += '}';
  }
  text += ']';
  return text;
}

void DetailsStream::begin_next() {
  for (List& list : lists_) {
    list.elements.resize(std::min(list.elements.size(), list.count));
    list.count = 0;
  }
  wanted_.clear();
  priorities_.clear();
  rest_.clear();
  is_garbled_ = false;
  cutter_.emplace(static_cast<ReplySink&>(*this), AnswerCutter::Rows::of_members);
}

}  // namespace wst
