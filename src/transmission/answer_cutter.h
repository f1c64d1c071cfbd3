// Cuts a stream of JSON answers into envelopes and rows, in one pass, without
// keeping more than the row and the envelope in hand. A row that is an object with long arrays can
// be cut in the same way.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/salvage.h"
#include "transmission/json_repair.h"

namespace wst {

class ReplySink {
 public:
  virtual ~ReplySink() = default;
  /// The text of one element of a `torrents` array, as sent; valid during the
  /// call. An object, if all is well.
  virtual void on_row(std::string_view text) = 0;
  /// Bytes of a row that is too long or nested too deeply, as they come: all from its first on.
  virtual void on_part(std::string_view /*bytes*/) {}
  /// Its end: what was salvaged of it, and why.
  virtual void on_broken_row(std::string_view object, const std::string& why) = 0;
  /// Bytes of the next row, at most: what is longer is salvaged as it comes, and never kept.
  [[nodiscard]] virtual std::size_t longest_row() const = 0;
  /// One whole answer with its rows cut out: `{"result":"success","arguments":
  /// {"torrents":[],"removed":[2]}}` or JSON-RPC's form. Follows its rows.
  virtual void on_answer(JsonView envelope) = 0;
};

class AnswerCutter {
 public:
  /// Whose elements the rows are: the array `torrents` of an answer, or each that is a member of
  /// the object.
  enum class Rows { torrents, of_members };

  /// `sink` outlives the cutter.
  explicit AnswerCutter(ReplySink& sink, Rows rows = Rows::torrents)
      : sink_(sink), rows_(rows), rows_depth_(rows == Rows::torrents ? 3 : 2) {}

  /// The next bytes. After the first malformed one everything is ignored.
  void feed(std::string_view bytes);
  /// No answer goes on beyond this point.
  void end_of_input();
  /// The stream is broken in a way only the caller sees. The first reason stays.
  void fail(std::string why);
  /// What was wrong with the bytes so far, if anything.
  [[nodiscard]] std::optional<std::string> failure() const;
  /// The outermost object's member in hand.
  [[nodiscard]] const std::string& member() const { return key_[0]; }

 private:
  enum class State {
    between,   ///< answers; white space only
    inside,    ///< an answer's or a row's structure
    string,    ///< in one of its strings
    escape,    ///< behind a backslash in it
    rows,      ///< the array that holds the rows
    literal,   ///< a row that is no object, array or string
    not_json,  ///< failed at an answer's first byte; its beginning is kept
    failed,
  };

  void step();
  void step_between();
  void step_inside();
  void step_string();
  void step_escape();
  void step_rows();
  void step_literal();
  void step_not_json();

  void begin_row(State state);
  void open(char bracket);
  void close();
  void end_answer();
  void end_row();
  void remember_key();

  [[nodiscard]] bool at_rows() const;
  void keep_up_to(std::size_t end);
  void keep_of_row(std::string_view bytes);
  void keep_of_broken_row(std::string_view bytes);
  void give_up_row(std::string why);

  ReplySink& sink_;
  Rows rows_;
  std::size_t rows_depth_;  ///< answer, arguments, torrents; or object, member
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
  std::string row_flaw_;            ///< why the row in hand is not kept as it is
  Salvage salvage_{repair_json};    ///< then, of what it says
  bool row_may_follow_ = true;      ///< in `rows`: no comma is missing
  std::string string_;              ///< the last string of the two outer levels
  std::array<std::string, 2> key_;  ///< that we are under, on the two outer levels
};

}  // namespace wst
