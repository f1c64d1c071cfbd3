// What transmission-remote's answers to one action say: what was added, or why
// the daemon refused.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

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

}  // namespace wst
