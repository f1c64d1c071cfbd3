#include "websocket/inbox.h"

#include <utility>

#include "base/release.h"

namespace wst {

namespace {

constexpr std::size_t large = std::size_t{64} << 10;
constexpr std::size_t kept_of_large = 256;
// Somebody who goes on and on is not listened to for the sake of an answer.
constexpr std::size_t longest_in_mosts = 4;

Error too_large(std::size_t most) {
  return {"the message is longer than " + std::to_string(most) + " bytes (--max-message-bytes)",
          "wamp.error.payload_size_exceeded"};
}

Error too_many() {
  return {"too many large messages are under way; try again in a moment", "wstorrent.error.busy"};
}

}  // namespace

void Inbox::take(std::string_view bytes) {
  size_ += bytes.size();
  const bool becomes_large = size_ > std::min(large, most_) && !salvage_;
  if (becomes_large) {
    begin_ = (text_ + std::string(bytes.substr(0, kept_of_large))).substr(0, kept_of_large);
    salvage_.emplace();
    salvage_->feed(text_);
  }
  if (salvage_) salvage_->feed(bytes);
  if (!flaw_ && size_ > most_) flaw_ = too_large(most_);
  if (!flaw_ && salvage_ && !share_.take(bytes.size())) flaw_ = too_many();
  if (!flaw_) return void(text_ += bytes);
  release(text_);
  share_.give_back();
}

bool Inbox::is_hopeless() const {
  const bool is_json = begin_.starts_with('{') || begin_.starts_with('[');
  return !is_json || size_ / longest_in_mosts > most_;
}

std::string Inbox::message() {
  std::string text = std::exchange(text_, {});
  clear();
  return text;
}

void Inbox::clear() {
  release(text_);
  begin_.clear();
  size_ = 0;
  salvage_.reset();
  flaw_.reset();
  share_.give_back();
}

}  // namespace wst
