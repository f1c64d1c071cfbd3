// `torrent.<id>` topics: made when somebody subscribes to one.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "feed/feed.h"
#include "router/broker.h"

namespace wst {

class DetailsSource final : public TopicSource {
 public:
  /// `most`: topics at one time; each costs four requests in every sample.
  DetailsSource(Feed& feed, std::size_t most) : feed_(feed), most_(most) {}

  [[nodiscard]] bool owns(std::string_view name) const override;
  /// wstorrent.error.no_such_torrent, or .busy past the limit.
  Result<std::shared_ptr<Topic>> open(std::string_view name) override;

 private:
  Feed& feed_;
  std::size_t most_;
  std::vector<std::weak_ptr<Topic>> opened_;
};

}  // namespace wst
