// Cuts a stream of JSON answers into envelopes and rows, in one pass, without
// keeping more than the row and the envelope in hand.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"

namespace wst {

class ReplySink {
 public:
  virtual ~ReplySink() = default;
  /// The text of one object of a `torrents` array, as sent; valid during the
  /// call. Empty where it was longer than 16 MiB.
  virtual void on_row(std::string_view text) = 0;
  /// One whole answer with its rows cut out: `{"result":"success","arguments":
  /// {"torrents":[],"removed":[2]}}` or JSON-RPC's form. Follows its rows.
  virtual void on_answer(JsonView envelope) = 0;
};

class AnswerCutter {
 public:
  /// `sink` outlives the cutter.
  explicit AnswerCutter(ReplySink& sink) : sink_(sink) {}

  /// The next bytes. After the first malformed one everything is ignored.
  void feed(std::string_view bytes);
  /// No answer goes on beyond this point.
  void end_of_input();
  /// The stream is broken in a way only the caller sees. The first reason stays.
  void fail(std::string why);
  /// What was wrong with the bytes so far, if anything.
  [[nodiscard]] std::optional<std::string> failure() const;

 private:
  enum class State {
    between,   ///< answers; white space only
    inside,    ///< an answer's or a row's structure
    string,    ///< in one of its strings
    escape,    ///< behind a backslash in it
    rows,      ///< the array that holds the rows
    not_json,  ///< failed at an answer's first byte; its beginning is kept
    failed,
  };

  void step();
  void step_between();
  void step_inside();
  void step_string();
  void step_escape();
  void step_rows();
  void step_not_json();

  void open(char bracket);
  void close();
  void end_answer();
  void end_row();
  void remember_key();

  [[nodiscard]] bool at_rows() const;
  void keep_up_to(std::size_t end);
  void keep_of_row(std::string_view bytes);

  ReplySink& sink_;
  State state_ = State::between;
  std::string failure_;
  std::string beginning_;  ///< of what is not JSON

  std::string_view chunk_;
  std::size_t at_ = 0;    ///< the next byte of the chunk
  std::size_t kept_ = 0;  ///< where what is not yet stored begins

  std::string envelope_;
  std::string row_;
  std::size_t depth_ = 0;
  bool in_row_ = false;
  bool row_too_long_ = false;
  bool row_may_follow_ = true;      ///< in `rows`: no comma is missing
  std::string string_;              ///< the last string of the two outer levels
  std::array<std::string, 2> key_;  ///< that we are under, on the two outer levels
};

}  // namespace wst
