// A feed in a world played by the test, and what a Transmission says in it.
#pragma once

#include <string>

#include "catch.h"
#include "fakes.h"
#include "feed/feed.h"
#include "feed_options.h"

namespace wst::test {

inline const std::string full_words = "127.0.0.1:9091 -j -t all -i -st";
inline const std::string recent_words = "127.0.0.1:9091 -j -t active -l -st";
inline const std::string diagnosis_words = "127.0.0.1:9091 --debug -st";

/// A list of torrents and the statistics, as 4.x prints them.
struct Answer {
  std::string torrents = {};
  std::string removed = {};
  int seconds_active = 100;
  int session_count = 1;
  int torrent_count = -1;  ///< -1: left out
  int download = 0;        ///< total speeds
  int upload = 0;
  std::string more = {};  ///< answers behind the statistics

  [[nodiscard]] std::string text() const {
    const std::string active = R"("secondsActive":)" + std::to_string(seconds_active);
    const std::string count = R"("sessionCount":)" + std::to_string(session_count);
    return R"({"arguments":{"removed":[)" + removed + R"(],"torrents":[)" + torrents +
           R"(]},"result":"success","tag":6})" + "\n" +
           R"({"arguments":{"activeTorrentCount":1,"cumulative-stats":{)" + count +
           R"(},"current-stats":{)" + active + R"(},"downloadSpeed":)" + std::to_string(download) +
           R"(,"uploadSpeed":)" + std::to_string(upload) + count_text() +
           R"(},"result":"success","tag":1})" + "\n" + more;
  }

 private:
  [[nodiscard]] std::string count_text() const {
    return torrent_count < 0 ? "" : ",\"torrentCount\":" + std::to_string(torrent_count);
  }
};

/// The hash of the torrents made of `letter`.
inline std::string hash_of(char letter) { return std::string(40, letter); }

/// A torrent as `-i` tells it; its hash is made of `letter`. `more`: further members.
inline std::string whole(int id, const std::string& name, char letter,
                         const std::string& more = R"("rateDownload":0)") {
  return R"({"hashString":")" + hash_of(letter) + R"(","id":)" + std::to_string(id) +
         R"(,"name":")" + name + "\"," + more + "}";
}

/// An answer that holds one torrent, or none.
inline std::string one_answer(const std::string& torrent) {
  return R"({"arguments":{"torrents":[)" + torrent + R"(]},"result":"success"})" + "\n";
}

/// The answers to `-t HASH -i -if -ip -it -ic` about a torrent with one file.
inline std::string details_of(const std::string& torrent, const std::string& file) {
  return one_answer(torrent) +
         one_answer(R"({"files":[{"bytesCompleted":0,"length":5,"name":")" + file +
                    R"("}],"name":"x","priorities":[0],"wanted":[1]})") +
         one_answer(R"({"peers":[]})") + one_answer(R"({"trackerStats":[]})") +
         one_answer(R"({"pieceCount":3,"pieces":"4A=="})");
}
inline std::string details_words(char letter) {
  return " -t " + hash_of(letter) + " -i -if -ip -it -ic";
}

/// The answer to `-si`.
inline std::string settings_of(const std::string& members) {
  return R"({"arguments":{"rpc-version":17,)" + members + R"(},"result":"success","tag":0})" + "\n";
}

/// A torrent as `-l` tells it, without its hash.
inline std::string rate(int id, int download) {
  return R"({"id":)" + std::to_string(id) + R"(,"rateDownload":)" + std::to_string(download) + "}";
}

inline const std::string two_torrents = whole(1, "one", 'a') + "," + whole(2, "two", 'b');

/// How often there may have been news.
struct NewsCounter final : PollObserver {
  void on_change() override { ++count; }
  int count = 0;
};

struct FeedWorld {
  explicit FeedWorld(std::string client = "4.1.4") : version(std::move(client)) {
    feed.add_observer(news);
  }
  FeedWorld(const FeedWorld&) = delete;
  FeedWorld& operator=(const FeedWorld&) = delete;

  std::string version;
  double time = 1'000'000;
  std::string installed;
  NewsCounter news;
  const int& changes = news.count;
  FakeRunner runner;
  FakeTimer timer;
  Feed feed{options(), runner, timer, [this] { return time; }};

  FeedOptions options() {
    auto usual = feed_options({"LC_ALL=C"});
    usual.installed = [this] { return installed; };
    return usual;
  }

  /// The timer fires, an interval later.
  void tick() {
    time += 2;
    feed.tick();
  }
  void answer_version() {
    REQUIRE(runner.last_words() == "-V");
    runner.print_error("transmission-remote " + version + " (0)\n");
    runner.end();
  }
  /// The timer fires, and this is what is said.
  void tick_and_answer(const Answer& said) {
    tick();
    answer(said);
  }
  /// What is asked, once the client has told its version, if it is asked for that.
  std::string asks() {
    if (runner.running() > 0 && runner.last_words() == "-V") answer_version();
    return runner.last_words();
  }
  void answer(const Answer& answer) {
    (void)asks();
    runner.print(answer.text());
    runner.end();
  }
  /// Somebody watches, and there are two torrents.
  void get_going() {
    feed.watch();
    answer_version();
    answer({.torrents = two_torrents, .removed = ""});
    REQUIRE(runner.running() == 0);
    REQUIRE(feed.table().size() == 2);
  }

  [[nodiscard]] SourceState state() const { return feed.status().state; }
  /// Of all that the topic `status` tells.
  [[nodiscard]] Version status_version() const {
    return feed.status_version() + feed.notes_version();
  }
  [[nodiscard]] std::string reason() const { return feed.status().trouble.reason; }
  [[nodiscard]] std::size_t runs() const { return runner.commands.size(); }
};

}  // namespace wst::test
