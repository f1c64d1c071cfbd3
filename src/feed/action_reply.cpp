#include "feed/action_reply.h"

#include "transmission/envelope.h"
#include "transmission/keys.h"

namespace wst {

namespace {

std::string text_at(JsonView object, std::string_view key) {
  return std::string(member(object, key).string().value_or(""));
}

std::optional<AddedTorrent> added_in(JsonView body) {
  for (const bool duplicate : {false, true}) {
    const JsonView torrent = member(body, duplicate ? "torrentDuplicate" : "torrentAdded");
    if (!torrent.is_object()) continue;
    return AddedTorrent{member(torrent, "id").integer().value_or(0), text_at(torrent, "hashString"),
                        text_at(torrent, "name"), duplicate};
  }
  return std::nullopt;
}

}  // namespace

// Old versions add in two steps: the answer to the second tells nothing.
void ActionReply::on_answer(JsonView envelope) {
  answered_ = true;
  if (!refusal_) refusal_ = answer_refusal(envelope);
  if (!added_) added_ = added_in(answer_body(envelope));
}

}  // namespace wst
