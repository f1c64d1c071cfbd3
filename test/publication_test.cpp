#include "router/publication.h"

#include <string>
#include <vector>

#include "auth/identity.h"
#include "catch.h"

using namespace wst;

namespace {

Publication numbered(wamp2::Id id) {
  return {.id = id, .payload = {"[" + std::to_string(id) + "]"}};
}

/// All that a reader at `from` is told, entry by entry.
std::vector<wamp2::Id> read(const PublishedTopic& topic, Version from) {
  std::vector<wamp2::Id> ids;
  while (const auto* entry = topic.after(from)) {
    ids.push_back(entry->id);
    CHECK(topic.next(from) == entry->version);
    CHECK(topic.payload(from) == std::to_string(entry->id));
    from = entry->version;
  }
  CHECK(topic.next(from) == topic.version());
  return ids;
}

}  // namespace

TEST_CASE("an empty log has nothing to tell, to whoever comes") {
  const PublishedTopic topic;
  CHECK(!topic.after(0));
  CHECK(!topic.after(topic.position("")));
  CHECK(!topic.tells_present());
  CHECK(topic.position("any") == topic.version());
}

TEST_CASE("a reader of a log is told what comes after it came, in order") {
  PublishedTopic topic;
  topic.watch();
  const Version first = topic.position("");
  topic.publish(numbered(1), false);
  const Version second = topic.position("");
  topic.publish(numbered(2), false);
  topic.publish(numbered(3), false);
  CHECK(read(topic, first) == std::vector<wamp2::Id>{1, 2, 3});
  CHECK(read(topic, second) == std::vector<wamp2::Id>{2, 3});
  CHECK(read(topic, topic.position("")).empty());
}

TEST_CASE("a reader too slow for the log goes on at the oldest entry kept") {
  PublishedTopic topic;
  topic.watch();
  const Version start = topic.position("");
  for (wamp2::Id id = 1; id <= 100; ++id) topic.publish(numbered(id), false);
  const auto ids = read(topic, start);
  CHECK(ids.size() == 64);
  CHECK(ids.front() == 37);
  CHECK(ids.back() == 100);
  for (std::size_t i = 1; i < ids.size(); ++i) CHECK(ids[i] == ids[i - 1] + 1);
}

TEST_CASE("the last retained entry is told to whoever comes, however old it is") {
  PublishedTopic topic;
  topic.publish(numbered(1), true);
  topic.publish(numbered(2), true);
  for (wamp2::Id id = 3; id <= 100; ++id) topic.publish(numbered(id), false);
  CHECK(topic.tells_present());
  REQUIRE(topic.after(0));
  CHECK(topic.after(0)->id == 2);
  CHECK(topic.payload(0) == "2");
}

TEST_CASE("what nobody watches is not kept, but for what is retained") {
  PublishedTopic topic;
  const Version start = topic.position("");
  topic.watch();
  topic.watch();
  topic.publish(numbered(1), true);
  topic.unwatch();
  CHECK(read(topic, start) == std::vector<wamp2::Id>{1});
  topic.unwatch();
  topic.publish(numbered(2), false);
  CHECK(read(topic, start).empty());
  REQUIRE(topic.after(0));
  CHECK(topic.after(0)->id == 1);
  topic.watch();
  topic.publish(numbered(3), false);
  CHECK(read(topic, start) == std::vector<wamp2::Id>{3});
}

TEST_CASE("a publication reaches those whom its audience does not leave out") {
  const Identity ada{"ada", "administrator"};
  struct Row {
    const char* what;
    wamp2::Audience audience;
    bool reaches;
  };
  using Ids = std::vector<wamp2::Id>;
  using Names = std::vector<std::string>;
  for (const Row& row : {
           Row{"everybody", {}, true},
           Row{"excluded by id", {.exclude = {5, 7}}, false},
           Row{"another is excluded", {.exclude = {8}}, true},
           Row{"excluded by name", {.exclude_authid = {"ada"}}, false},
           Row{"another name is excluded", {.exclude_authid = {"bob"}}, true},
           Row{"excluded by role", {.exclude_authrole = {"administrator"}}, false},
           Row{"another role is excluded", {.exclude_authrole = {"worker"}}, true},
           Row{"eligible by id", {.eligible = Ids{7}}, true},
           Row{"another is eligible", {.eligible = Ids{8}}, false},
           Row{"nobody is eligible", {.eligible = Ids{}}, false},
           Row{"eligible by name", {.eligible_authid = Names{"bob", "ada"}}, true},
           Row{"another name is eligible", {.eligible_authid = Names{"bob"}}, false},
           Row{"no name is eligible", {.eligible_authid = Names{}}, false},
           Row{"eligible by role", {.eligible_authrole = Names{"administrator"}}, true},
           Row{"another role is eligible", {.eligible_authrole = Names{"worker"}}, false},
           Row{"eligible, but excluded too", {.exclude = {7}, .eligible = Ids{7}}, false},
           Row{"eligible by id, not by role",
               {.eligible = Ids{7}, .eligible_authrole = Names{"worker"}},
               false},
       }) {
    INFO(row.what);
    Publication publication{.audience = row.audience, .publisher = 9};
    CHECK(publication.reaches(7, ada) == row.reaches);
    publication.publisher = 7;
    CHECK(!publication.reaches(7, ada));
    publication.exclude_publisher = false;
    CHECK(publication.reaches(7, ada) == row.reaches);
  }
}
