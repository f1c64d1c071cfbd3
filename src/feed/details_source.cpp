#include "feed/details_source.h"

#include <optional>
#include <string>

#include "base/number.h"
#include "base/utf8.h"
#include "feed/details_topic.h"

namespace wst {

namespace {

constexpr std::string_view prefix = "torrent.";

// One spelling for each: `torrent.07` would be another name of the same.
std::optional<std::int64_t> id_of(std::string_view name) {
  const auto digits = name.substr(prefix.size());
  const auto id = whole_number<std::int64_t>(digits);
  return id && *id > 0 && std::to_string(*id) == digits ? id : std::nullopt;
}

}  // namespace

bool DetailsSource::owns(std::string_view name) const { return name.starts_with(prefix); }

Result<std::shared_ptr<Topic>> DetailsSource::open(std::string_view name) {
  const auto id = id_of(name);
  const bool known = id && (feed_.table().version() == 0 || feed_.table().contains(*id));
  if (!known) {
    return Error{"there is no torrent " + excerpt(name.substr(prefix.size())) +
                     "; the topic \"torrents\" lists them by id",
                 "wstorrent.error.no_such_torrent"};
  }
  std::erase_if(opened_, [](const auto& topic) { return topic.expired(); });
  if (opened_.size() >= most_) {
    return Error{"the details of " + std::to_string(most_) +
                     " torrents are being watched, and no more can be (--max-details)",
                 "wstorrent.error.busy"};
  }
  std::shared_ptr<Topic> topic = std::make_shared<DetailsTopic>(feed_, *id);
  opened_.push_back(topic);
  return topic;
}

}  // namespace wst
