// A Transmission that does what its command line says and answers as the CLI of
// 4.0 prints it: just enough of it for those who act and then look.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "catch.h"

namespace wst::test {

inline std::string hash_of(char letter) { return std::string(40, letter); }

class FakeTransmission {
 public:
  struct Torrent {
    std::string hash;
    std::string name;
    int status = 0;
  };

  std::string version = "4.0.6";
  std::map<std::int64_t, Torrent> torrents = {{1, {hash_of('a'), "one"}},
                                              {2, {hash_of('b'), "two"}}};
  bool alt_speed = false;
  int seconds_active = 100;
  bool listens = true;               ///< to actions; if not, it says success and does nothing
  std::string refuses;               ///< actions, with these words
  std::vector<std::string> sources;  ///< that were added

  /// What a run with these words behind HOST and channel prints on stdout.
  std::string run(const std::vector<std::string>& words) {
    std::string printed;
    for (std::size_t i = 0; i < words.size(); ++i) {
      std::string value;
      const std::string option = cut(words[i], value);
      const bool takes_next = option == "-t" || words[i] == "--add";
      if (takes_next) value = words.at(++i);
      printed += answer(option, value);
    }
    return printed;
  }

 private:
  static std::string cut(const std::string& word, std::string& value) {
    const std::size_t equals = word.starts_with("--") ? word.find('=') : word.npos;
    if (equals != word.npos) value = word.substr(equals + 1);
    return word.substr(0, equals);
  }

  std::string answer(const std::string& option, const std::string& value) {
    if (option == "-t" || option == "--torrent") {
      selected_ = value;
      return {};
    }
    if (option == "--add") return added(value);
    if (const std::string told = question(option); !told.empty()) return told;
    if (!refuses.empty()) return reply("", refuses);
    if (listens) act(option);
    return reply("");
  }

  std::string question(const std::string& option) const {
    if (option == "-i" || option == "-l") return reply(list(option == "-i"));
    if (option == "-st") return reply(statistics());
    if (option == "-si") return reply(settings());
    if (option == "-if" || option == "-ip" || option == "-it" || option == "-ic") {
      return reply(R"("torrents":[{"files":[]}])");
    }
    return {};
  }

  void act(const std::string& option) {
    if (option == "--alt-speed") alt_speed = true;
    if (option == "--no-alt-speed") alt_speed = false;
    std::vector<std::int64_t> removed;
    for (auto& [id, torrent] : torrents) {
      if (torrent.hash != selected_) continue;
      if (option == "--start") torrent.status = 4;
      if (option == "--stop") torrent.status = 0;
      if (option == "--remove") removed.push_back(id);
    }
    for (const std::int64_t id : removed) {
      torrents.erase(id);
      removed_ += (removed_.empty() ? "" : ",") + std::to_string(id);
    }
  }

  std::string added(const std::string& source) {
    if (!refuses.empty()) return reply("", refuses);
    for (const auto& [id, torrent] : torrents) {
      if (torrent.name == source) return reply(R"("torrent-duplicate":)" + named(id, torrent));
    }
    sources.push_back(source);
    const std::int64_t id = 101 + static_cast<std::int64_t>(sources.size());
    const Torrent torrent{hash_of(static_cast<char>('0' + sources.size() % 10)), source, 4};
    if (listens) torrents[id] = torrent;
    return reply(R"("torrent-added":)" + named(id, torrent));
  }

  static std::string named(std::int64_t id, const Torrent& torrent) {
    return R"({"hashString":")" + torrent.hash + R"(","id":)" + std::to_string(id) +
           R"(,"name":")" + torrent.name + R"("})";
  }

  std::string list(bool whole) const {
    std::string rows;
    for (const auto& [id, torrent] : torrents) {
      const bool chosen = selected_ == "all" || selected_ == "active" || selected_ == torrent.hash;
      if (!chosen) continue;
      rows += (rows.empty() ? "" : ",") + row(id, torrent, whole);
    }
    return R"("removed":[)" + (selected_ == "active" ? removed_ : "") + R"(],"torrents":[)" + rows +
           "]";
  }

  static std::string row(std::int64_t id, const Torrent& torrent, bool whole) {
    return R"({"id":)" + std::to_string(id) + R"(,"name":")" + torrent.name + R"(","status":)" +
           std::to_string(torrent.status) +
           (whole ? R"(,"hashString":")" + torrent.hash + R"(","labels":[],"downloadDir":"/d")"
                  : "") +
           "}";
  }

  std::string statistics() const {
    return R"("activeTorrentCount":1,"cumulative-stats":{"sessionCount":1},"downloadSpeed":0,)"
           R"("uploadSpeed":0,"current-stats":{"secondsActive":)" +
           std::to_string(seconds_active) + R"(},"torrentCount":)" +
           std::to_string(torrents.size());
  }

  std::string settings() const {
    return R"("rpc-version":17,"version":")" + version + R"(","alt-speed-enabled":)" +
           (alt_speed ? "true" : "false");
  }

  static std::string reply(const std::string& arguments, const std::string& result = "success") {
    return R"({"arguments":{)" + arguments + R"(},"result":")" + result + R"(","tag":1})" + "\n";
  }

  std::string selected_;
  std::string removed_;
};

}  // namespace wst::test
