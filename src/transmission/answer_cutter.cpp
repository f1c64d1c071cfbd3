#include "transmission/answer_cutter.h"

#include <algorithm>
#include <utility>

#include "base/ascii.h"
#include "base/release.h"
#include "base/utf8.h"
#include "transmission/json_repair.h"

namespace wst {
namespace {

constexpr std::size_t max_depth = 64;
constexpr std::size_t max_envelope = std::size_t{16} << 20;
constexpr std::size_t max_key = 32;
constexpr std::size_t shown_beginning = 14;

/// Bytes that mean something to the cutter outside of strings.
constexpr std::array<bool, 256> structural_bytes() {
  std::array<bool, 256> table{};
  for (char c : std::string_view("\"{}[]:")) table[static_cast<unsigned char>(c)] = true;
  return table;
}
constexpr auto structural = structural_bytes();

bool is_structural(char c) { return structural[static_cast<unsigned char>(c)]; }

std::string one_line(std::string text) {
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < ' '; };
  std::ranges::replace_if(text, is_control, ' ');
  return text;
}

}  // namespace

// The danger: what a step passes over lies in the caller's buffer, which is another's once feed()
// returns. `kept_` is where that begins; who ends a row or an answer moves it, and feed() stores
// what is left. A row that comes whole within one piece is handed on from there and never copied,
// as all but a few are.
void AnswerCutter::feed(std::string_view bytes) {
  chunk_ = bytes;
  at_ = kept_ = 0;
  while (at_ < chunk_.size() && state_ != State::failed) step();
  if (depth_ > 0 && state_ != State::rows && state_ != State::failed) keep_up_to(chunk_.size());
}

void AnswerCutter::end_of_input() {
  if (state_ == State::not_json) state_ = State::failed;
  if (state_ != State::between) fail("the answer ends in the middle");
}

std::optional<std::string> AnswerCutter::failure() const {
  if (beginning_.starts_with('<')) return "the answer is not JSON but a web page";
  if (!beginning_.empty()) {
    return "the answer is not JSON: it begins with \"" + one_line(utf8_repair(beginning_)) + '"';
  }
  return failure_.empty() ? std::nullopt : std::optional(failure_);
}

void AnswerCutter::step() {
  if (state_ == State::inside) return step_inside();
  if (state_ == State::string) return step_string();
  if (state_ == State::escape) return step_escape();
  if (state_ == State::rows) return step_rows();
  if (state_ == State::literal) return step_literal();
  if (state_ == State::between) return step_between();
  step_not_json();
}

void AnswerCutter::step_between() {
  if (is_json_space(chunk_[at_])) {
    ++at_;
  } else if (chunk_[at_] == '{') {
    kept_ = at_++;
    depth_ = 1;
    state_ = State::inside;
  } else {
    state_ = State::not_json;
  }
}

void AnswerCutter::step_inside() {
  while (at_ < chunk_.size() && !is_structural(chunk_[at_])) ++at_;
  if (at_ == chunk_.size()) return;
  char c = chunk_[at_++];
  if (c == '"') {
    state_ = State::string;
    if (depth_ < rows_depth_) string_.clear();
  } else if (c == ':') {
    remember_key();
  } else if (c == '{' || c == '[') {
    open(c);
  } else {
    close();
  }
}

void AnswerCutter::step_string() {
  std::size_t begin = at_;
  while (at_ < chunk_.size() && chunk_[at_] != '"' && chunk_[at_] != '\\') ++at_;
  if (depth_ < rows_depth_) string_ += chunk_.substr(begin, std::min(at_ - begin, max_key));
  if (string_.size() > max_key) string_.resize(max_key);
  if (at_ == chunk_.size()) return;
  state_ = chunk_[at_++] == '"' ? State::inside : State::escape;
  const bool is_row = state_ == State::inside && in_row_ && depth_ == rows_depth_;
  if (is_row) end_row();
}

void AnswerCutter::step_escape() {
  ++at_;
  string_ += '\\';  // a key that needs escapes is none of ours
  state_ = State::string;
}

void AnswerCutter::step_rows() {
  char c = chunk_[at_++];
  kept_ = at_ - 1;
  if (c == ']') {
    --depth_;
    state_ = State::inside;
  } else if (c == ',' && !row_may_follow_) {
    row_may_follow_ = true;
  } else if (is_json_space(c)) {
    return;
  } else if (!row_may_follow_ || c == ',' || c == '}' || c == ':') {
    fail("the list of torrents in the answer is garbled");
  } else if (c == '{' || c == '[') {
    ++depth_;
    begin_row(State::inside);
  } else {
    begin_row(c == '"' ? State::string : State::literal);
  }
}

void AnswerCutter::begin_row(State state) {
  in_row_ = true;
  state_ = state;
}

void AnswerCutter::step_literal() {
  const auto end = chunk_.find_first_of(",] \t\r\n", at_);
  at_ = std::min(end, chunk_.size());
  if (end != chunk_.npos) end_row();
}

void AnswerCutter::step_not_json() {
  beginning_ += chunk_[at_++];
  if (beginning_.size() == shown_beginning) state_ = State::failed;
}

void AnswerCutter::open(char bracket) {
  if (++depth_ > max_depth && !in_row_) return fail("the answer is nested too deeply");
  if (depth_ > max_depth) give_up_row("it is nested too deeply");
  if (depth_ == 2) key_[1].clear();
  if (bracket != '[' || !at_rows()) return;
  keep_up_to(at_);
  row_may_follow_ = true;
  if (state_ != State::failed) state_ = State::rows;
}

void AnswerCutter::close() {
  --depth_;
  if (in_row_ && depth_ == rows_depth_) return end_row();
  if (depth_ == 0) end_answer();
}

bool AnswerCutter::at_rows() const {
  if (depth_ != rows_depth_ || in_row_) return false;
  return rows_ == Rows::of_members ||
         (key_[1] == "torrents" && (key_[0] == "arguments" || key_[0] == "result"));
}

void AnswerCutter::remember_key() {
  if (depth_ < rows_depth_) key_[depth_ - 1] = string_;
}

void AnswerCutter::end_row() {
  const std::string_view rest = chunk_.substr(kept_, at_ - kept_);
  if (row_.empty() && row_flaw_.empty() && rest.size() <= sink_.longest_row()) {
    sink_.on_row(rest);
  } else {
    keep_of_row(rest);
    row_flaw_.empty() ? sink_.on_row(row_) : sink_.on_broken_row(salvage_.object(), row_flaw_);
  }
  row_.clear();
  row_flaw_.clear();
  salvage_ = Salvage(repair_json);
  in_row_ = false;
  row_may_follow_ = false;
  kept_ = at_;
  state_ = State::rows;
}

void AnswerCutter::end_answer() {
  keep_up_to(at_);
  if (state_ == State::failed) return;
  std::optional<Json> json = Json::parse(repair_json(envelope_));
  envelope_.clear();
  key_ = {};
  state_ = State::between;
  if (!json) return fail("the answer is not valid JSON");
  sink_.on_answer(json->view());
}

void AnswerCutter::keep_up_to(std::size_t end) {
  const std::string_view bytes = chunk_.substr(kept_, end - kept_);
  kept_ = end;
  if (in_row_) return keep_of_row(bytes);
  envelope_ += bytes;
  if (envelope_.size() > max_envelope) fail("the answer holds something longer than 16 MiB");
}

void AnswerCutter::keep_of_row(std::string_view bytes) {
  const std::size_t most = sink_.longest_row();
  if (row_.size() + bytes.size() > most) {
    give_up_row("it is longer than " + std::to_string(most >> 20) + " MiB");
  }
  row_flaw_.empty() ? void(row_ += bytes) : keep_of_broken_row(bytes);
}

void AnswerCutter::keep_of_broken_row(std::string_view bytes) {
  salvage_.feed(bytes);
  sink_.on_part(bytes);
}

void AnswerCutter::give_up_row(std::string why) {
  if (!row_flaw_.empty()) return;
  row_flaw_ = std::move(why);
  keep_of_broken_row(row_);
  release(row_);
}

void AnswerCutter::fail(std::string why) {
  state_ = State::failed;
  if (failure_.empty()) failure_ = std::move(why);
}

}  // namespace wst
