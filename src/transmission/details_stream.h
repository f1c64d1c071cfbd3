// Details that are too long to be parsed at once: a hundred thousand files would hold up the loop
// for a third of a second, and everybody with it. They are taken apart as they come, and an element
// that is byte for byte the one that stood in its place the last time is not parsed again.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "transmission/answer_cutter.h"
#include "transmission/details.h"
#include "transmission/fingerprint.h"

namespace wst {

class DetailsStream final : private ReplySink {
 public:
  DetailsStream() { begin_next(); }
  DetailsStream(const DetailsStream&) = delete;
  DetailsStream& operator=(const DetailsStream&) = delete;

  /// The next bytes of an object of which read_details() would take the whole.
  void feed(std::string_view bytes);
  /// The object has ended and the next begins: what it told, as read_details() has it. Nothing if
  /// it was garbled or told nothing of its kind.
  [[nodiscard]] std::optional<TorrentDetails> finish(std::int64_t piece_size);

 private:
  struct Element {
    std::uint64_t fingerprint = 0;
    std::string text;
  };
  struct List {
    std::vector<Element> elements;  ///< of this time, and behind them of the last
    std::size_t count = 0;          ///< of this time
  };

  void on_row(std::string_view text) override;
  void on_broken_row(std::string_view object, const std::string& why) override;
  [[nodiscard]] std::size_t longest_row() const override;
  void on_answer(JsonView envelope) override { rest_ = envelope.text(); }

  void take(DetailList list, std::string_view text);
  void take_choice(std::string_view text);
  [[nodiscard]] std::string text_of(DetailList list, Cut& cut) const;
  void begin_next();

  Fingerprinter fingerprinter_;
  std::array<List, 3> lists_;            ///< by DetailList
  std::vector<std::string> wanted_;      ///< by file
  std::vector<std::string> priorities_;  ///< likewise
  std::string rest_;                     ///< of the object, whose arrays are empty
  bool is_garbled_ = false;
  std::optional<AnswerCutter> cutter_;  ///< of the object in hand
};

}  // namespace wst
