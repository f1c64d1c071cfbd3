#include "feed/interests.h"

#include <set>

#include "feed_world.h"

using namespace wst;
using namespace wst::test;

namespace {

std::string hash_number(int number) {
  const std::string digits = std::to_string(number);
  return std::string(40 - digits.size(), 'a') + digits;
}

Sample with_details(const std::string& hash, const std::string& files) {
  Sample sample;
  sample.details[hash].files = files;
  return sample;
}

}  // namespace

TEST_CASE("a sample asks for what is wanted, as often as that is") {
  Interests interests;
  const std::string a = hash_of('a');
  CHECK(interests.next_questions(true).torrents.empty());
  CHECK(interests.next_questions(true).full);
  for (int i = 0; i < 2; ++i) {
    interests.watch_torrent(a);
    interests.watch_session();
  }
  for (int i = 0; i < 2; ++i) {
    CHECK(interests.next_questions(false).torrents == std::vector<std::string>{a});
    CHECK(interests.next_questions(false).session);
    interests.unwatch_torrent(a);
    interests.unwatch_session();
  }
  CHECK(interests.next_questions(false).torrents.empty());
  CHECK(!interests.next_questions(false).session);
}

TEST_CASE("what is not a hash is never asked about") {
  Interests interests;
  for (const char* hash : {"", "all", "active", "1", "-rad", "zz"}) {
    interests.watch_torrent(hash);
    interests.watch_torrent(std::string(39, 'a') + hash);
    interests.unwatch_torrent(hash);
  }
  CHECK(interests.next_questions(true).torrents ==
        std::vector<std::string>{std::string(39, 'a') + "1"});
}

TEST_CASE("of many torrents each has its turn, and who comes new waits for none") {
  Interests interests;
  for (int i = 0; i < 100; ++i) interests.watch_torrent(hash_number(i));
  for (int round = 0; round < 20; ++round) {
    std::set<std::string> asked;
    for (int i = 0; i < 4; ++i) {
      const auto questions = interests.next_questions(false);
      CHECK(questions.torrents.size() == 32);
      asked.insert(questions.torrents.begin(), questions.torrents.end());
    }
    CHECK(asked.size() == 100);
  }
  interests.watch_torrent(hash_number(99));
  CHECK(interests.next_questions(false).torrents.front() == hash_number(99));
}

TEST_CASE("the version of a torrent's details rises with what changed") {
  Interests interests;
  const std::string a = hash_of('a');
  interests.watch_torrent(a);
  CHECK(interests.details(a) == nullptr);
  CHECK(interests.details_version(a) == 0);
  Version last = 0;
  for (const auto& [files, is_news] : std::vector<std::pair<std::string, bool>>{
           {"", true}, {"", false}, {"[1]", true}, {"[1]", false}, {"[2]", true}}) {
    Sample sample = with_details(a, files);
    interests.take(sample);
    REQUIRE(interests.details(a));
    CHECK(interests.details(a)->files == files);
    CHECK((interests.details_version(a) > last) == is_news);
    last = interests.details_version(a);
  }
  Sample of_another = with_details(hash_of('b'), "[3]");
  interests.take(of_another);
  CHECK(interests.details(hash_of('b')) == nullptr);
  CHECK(interests.details_version(a) == last);

  interests.unwatch_torrent(a);
  CHECK(interests.details(a) == nullptr);
  interests.watch_torrent(a);
  Sample sample = with_details(a, "[2]");
  interests.take(sample);
  CHECK(interests.details_version(a) > last);
}

TEST_CASE("settings are those of the last sample that told them") {
  Interests interests;
  const auto take = [&](std::optional<SessionSettings> settings) {
    Sample sample;
    sample.settings = std::move(settings);
    interests.take(sample);
    return interests.settings_version();
  };
  CHECK(take(std::nullopt) == 0);
  CHECK(take(SessionSettings{}) == 1);
  CHECK(take(SessionSettings{{{"peer-port", "1"}}}) == 2);
  CHECK(take(SessionSettings{{{"peer-port", "1"}}}) == 2);
  CHECK(take(std::nullopt) == 2);
  CHECK(interests.settings().get("peer-port") == "1");
}
