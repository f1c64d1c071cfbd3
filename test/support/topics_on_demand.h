// Topics `torrent.<id>` that exist while somebody watches them.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "fakes.h"
#include "router/broker.h"

namespace wst::test {

struct TopicsOnDemand final : TopicSource {
  [[nodiscard]] bool owns(std::string_view name) const override {
    return name.starts_with("torrent.");
  }
  Result<std::shared_ptr<Topic>> open(std::string_view name) override {
    if (name == missing)
      return Error{"there is no such torrent", "wstorrent.error.no_such_torrent"};
    auto topic = std::make_shared<FakeTopic>();
    opened[std::string(name)] = topic;
    return std::shared_ptr<Topic>(topic);
  }
  /// The one opened last under this name, which somebody still keeps.
  [[nodiscard]] std::shared_ptr<FakeTopic> kept(const std::string& name) {
    return opened[name].lock();
  }
  /// What it was about is no more: it has one event left to say so.
  void end(const std::string& name) {
    kept(name)->is_gone = true;
    ++kept(name)->now;
    kept(name)->tell();
  }

  std::string missing = "torrent.404";
  std::map<std::string, std::weak_ptr<FakeTopic>> opened;
};

}  // namespace wst::test
